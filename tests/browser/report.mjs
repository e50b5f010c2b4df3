// report.mjs: Chromium on a report.html, in TAP.
//
//   node report.mjs CHROMIUM PROFILE REPORT FOLDER
//
// Opens the file as a reader does, from the disk and without a network, and
// leaves pictures of it in FOLDER: on a screen of 1024 by 768 in light and
// dark, and as printed. Nothing waits for a time; one deadline ends what
// hangs.
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {Browser} from '../clients/pipe.mjs';

const [chromium, profile, report, folder] = process.argv.slice(2);
const page = pathToFileURL(report).href;

setTimeout(() => {
    console.log('not ok - the browser ended before its deadline');
    browser.process.kill('SIGKILL');
    process.exit(1);
}, 600000).unref();

let failed = 0;
async function test(what, run) {
    try {
        await run();
        console.log(`ok - ${what}`);
    } catch (error) {
        console.log(`# ${String(error.stack).replaceAll('\n', '\n# ')}`);
        console.log(`not ok - ${what}`);
        failed = 1;
    }
}

// Every request that the page makes, and every message on its console.
class Reader extends Browser {
    requests = [];
    messages = [];

    receive(message) {
        if (message.method === 'Network.requestWillBeSent')
            this.requests.push(message.params.request.url);
        if (message.method === 'Runtime.consoleAPICalled')
            this.messages.push(message.params.type);
        super.receive(message);
    }

    async read(url) {
        await this.open('about:blank');
        await this.send('Network.enable');
        await this.send('Emulation.setDeviceMetricsOverride', {width: 1024,
            height: 768, deviceScaleFactor: 1, mobile: false});
        await this.send('Page.navigate', {url});
        await this.until(`location.protocol === 'file:' &&
            document.readyState === 'complete'`);
    }

    async scheme(value) {
        await this.send('Emulation.setEmulatedMedia',
            {features: [{name: 'prefers-color-scheme', value}]});
    }

    async picture(name) {
        const {data} = await this.send('Page.captureScreenshot');
        writeFileSync(`${folder}/${name}.png`, Buffer.from(data, 'base64'));
    }

    // How bright an element's background and text are, from 0 to 255.
    async brightness(selector) {
        return this.value(`(() => {
            const style = getComputedStyle(document.querySelector(
                ${JSON.stringify(selector)}));
            return [style.backgroundColor, style.color].map(colour => {
                const [r, g, b] = colour.match(/[0-9.]+/g).map(Number);
                return (r + g + b) / 3;
            });
        })()`);
    }
}

const sections = `[...document.querySelectorAll('section.page')]`;
mkdirSync(folder, {recursive: true});
const browser = new Reader(chromium, profile);
await test('the report opens from a file', async () => {
    await browser.read(page);
    assert.match(await browser.value('document.title'), /Two Counters/);
});
await test('nothing but the file itself is asked for', () => {
    const others = browser.requests.filter(url =>
        url !== page && url !== 'about:blank' && !url.startsWith('data:'));
    assert.deepEqual(others, []);
});
await test('it fits the width of a projector', async () => {
    assert.ok(await browser.value(
        'document.documentElement.scrollWidth <= innerWidth'));
});
await test('each line of the headline leads to a page with a chart', async () => {
    const wrong = await browser.value(`
        [...document.querySelectorAll('table.headline tbody tr')].filter(row => {
            const link = row.querySelector('th a').getAttribute('href');
            const section = document.getElementById(link.slice(1));
            return !section || !section.querySelector('.verdict strong') ||
                !section.querySelector('figure svg');
        }).map(row => row.textContent)`);
    assert.deepEqual(wrong, []);
    assert.ok(await browser.value(
        `document.querySelectorAll('table.headline tbody tr').length`) > 0);
});
await test('every link inside leads somewhere', async () => {
    assert.deepEqual(await browser.value(`
        [...document.querySelectorAll('a[href], use')].map(link =>
            link.getAttribute('href')).filter(href =>
            href && !document.getElementById(href.slice(1)))`), []);
});
await test('thumbnails are drawn', async () => {
    const empty = await browser.value(`
        [...document.querySelectorAll('svg.thumbnail use')].filter(use =>
            use.getBBox().width < 100).length`);
    assert.equal(empty, 0);
});
await test('traps, machine and commands are there', async () => {
    for (const id of ['traps', 'machine', 'repeat'])
        assert.ok(await browser.value(
            `document.getElementById('${id}').textContent.length > 300`), id);
});
await test('light: dark letters on a bright page', async () => {
    await browser.scheme('light');
    const [back, text] = await browser.brightness('body');
    assert.ok(back > 200 && text < 90, `${back} ${text}`);
    await browser.picture('light');
});
await test('dark: bright letters on a dark page', async () => {
    await browser.scheme('dark');
    const [back, text] = await browser.brightness('body');
    assert.ok(back < 60 && text > 180, `${back} ${text}`);
    await browser.picture('dark');
});
await test('dark: charts are bright on dark, too', async () => {
    const dim = await browser.value(`
        [...document.querySelectorAll('figure svg text')].filter(text => {
            const [r, g, b] = getComputedStyle(text).fill
                .match(/[0-9.]+/g).map(Number);
            return text.textContent.trim() && r + g + b < 240;
        }).map(text => text.textContent).slice(0, 5)`);
    assert.deepEqual(dim, []);
});
for (const scheme of ['light', 'dark'])
    await test(`${scheme}: pictures of every page`, async () => {
        await browser.scheme(scheme);
        const ids = await browser.value(`${sections}.map(s => s.id)`);
        for (const id of ids) {
            await browser.value(
                `document.getElementById('${id}').scrollIntoView()`);
            await browser.picture(`${scheme}-${id}`);
        }
        assert.ok(ids.length > 4);
    });
await test('printed, it is dark on white, each page on its own', async () => {
    await browser.scheme('dark');
    const {data} = await browser.send('Page.printToPDF',
        {preferCSSPageSize: false, printBackground: true});
    writeFileSync(`${folder}/print.pdf`, Buffer.from(data, 'base64'));
    await browser.send('Emulation.setEmulatedMedia', {media: 'print',
        features: [{name: 'prefers-color-scheme', value: 'dark'}]});
    const [, text] = await browser.brightness('body');
    assert.ok(text < 90, String(text));
    const apart = await browser.value(`${sections}.slice(1).every(section =>
        getComputedStyle(section).breakBefore === 'page')`);
    assert.ok(apart);
});
await test('the page complained of nothing', () => {
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.messages, []);
});
await browser.close();
process.exit(failed);
