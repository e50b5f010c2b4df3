// browser.mjs: Chromium on a server's page and its feed, in TAP.
//
//   node browser.mjs CHROMIUM PROFILE SCREENSHOT SERVER
//
// Starts the server itself, since it also starts it again. Nothing waits for
// a time: each step waits for what the page or the server shows; one deadline
// ends what hangs.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {createInterface} from 'node:readline';
import {Browser} from './pipe.mjs';

const [chromium, profile, picture, program] = process.argv.slice(2);
const name = basename(program);
let server, url, port = 0;

setTimeout(() => {
    console.log(`not ok - ${name}: the browser ended before its deadline`);
    server?.kill('SIGKILL');
    browser.process.kill('SIGKILL');
    process.exit(1);
}, 240000).unref();

async function start() {
    server = spawn(program, ['--listen', `127.0.0.1:${port}`],
        {stdio: ['ignore', 'pipe', 'pipe']});
    server.errors = '';
    server.stderr.on('data', text => { server.errors += text; });
    const [line] = await once(createInterface(server.stdout), 'line');
    url = line.match(/http:\/\/[^ ]*/)[0];
    port = new URL(url).port;
}

async function stop() {
    server.kill('SIGTERM');
    const [status] = await once(server, 'exit');
    assert.equal(status, 0);
    assert.equal(server.errors, '');
}

let failed = 0;
async function test(what, run) {
    try {
        await run();
        console.log(`ok - ${name}: ${what}`);
    } catch (error) {
        console.log(`# ${String(error.stack).replaceAll('\n', '\n# ')}`);
        console.log(`not ok - ${name}: ${what}`);
        failed = 1;
    }
}

const text = id => browser.value(
    `document.getElementById('${id}').textContent`);
const publish = body => fetch(url + 'feed', {method: 'POST', body});

async function subscribers(wanted) {
    const stats = async () => (await fetch(url + 'stats')).json();
    while ((await stats()).feed.subscribers !== wanted)
        await new Promise(again => setTimeout(again, 20));
}

// What the page's table of numbers shows, as an object.
const numbers = () => browser.value(
    `Object.fromEntries([...document.querySelectorAll('#numbers tr')].map(
        row => [...row.cells].map(cell => cell.textContent)))`);

// Fills in the form for a route and sends it; returns the reply shown.
async function post(route, body) {
    await browser.value(`{
        const form = document.querySelector('form[data-to="${route}"]');
        document.getElementById('reply').textContent = '';
        form.elements[0].value = ${JSON.stringify(body)};
        form.requestSubmit();
    }`);
    await browser.until(`document.getElementById('reply').textContent`);
    return text('reply');
}

await start();
const browser = new Browser(chromium, profile);
await test('GET / shows live numbers in a browser', async () => {
    await browser.open(url);
    await browser.until(`document.querySelectorAll('#numbers tr').length`);
    assert.equal(await text('model'),
        `${name}, scene ${name === 'threaded' ? 'B' : 'D'}`);
    const first = await numbers();
    assert.equal(first.pid, String(server.pid));
    await browser.until(`[...document.querySelectorAll('#numbers tr')].some(
        row => row.cells[0].textContent === 'requests served' &&
               Number(row.cells[1].textContent) >
                   ${Number(first['requests served'])})`);
});
await test("GET /'s forms post, and show the reply", async () => {
    assert.match(await post('/echo', 'hello & <b>'), /^200 hello & <b>/);
    assert.match(await post('/orders', '{"item":"tea"}'), /^503 no database/);
});
await test('an EventSource hears each message once, in order', async () => {
    await browser.value(`document.getElementById('listen').click()`);
    await subscribers(1);
    for (let i = 1; i <= 5; i++)
        await publish(`message ${i}`);
    await browser.until(
        `document.getElementById('news').textContent.includes('message 5')`);
    assert.equal(await text('news'),
        [1, 2, 3, 4, 5].map(i => `${i}: message ${i}\n`).join(''));
});
await test('a picture of GET /', async () => {
    const png = await browser.screenshot();
    assert.ok(png.length > 10000);
    writeFileSync(picture, png);
});
await test('nothing went wrong on the page', async () => {
    const wanted = /status of 503/; // from the order without a database
    assert.deepEqual(browser.complaints.filter(c => !wanted.test(c)), []);
});
await test('ends on SIGTERM although the browser holds on', stop);
await test('an EventSource comes back to a server that does', async () => {
    await browser.until(`document.getElementById('state').textContent ===
        'the server does not answer'`);
    await start();
    await subscribers(1);
    await publish('back again');
    await browser.until(
        `document.getElementById('news').textContent.includes('back again')`);
    await browser.until(`document.getElementById('state').textContent ===
        'live, once a second'`);
});
await test('exits with 0, stderr empty', stop);
await browser.close();
process.exit(failed);
