// console.mjs: the console in Chromium, in TAP.
//
//   node console.mjs CHROMIUM FOLDER [PART...]
//
// Each part starts the five restaurants and the console on ports of their own.
// Leaves pictures, a session and the page made of it in FOLDER. One deadline
// ends what hangs.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {checkAddress, checkControls} from './console-controls.mjs';
import {checkKeys} from './console-keys.mjs';
import {checkLooks, looker} from './console-look.mjs';
import {checkPace} from './console-motion.mjs';
import {checkReplay} from './console-replay.mjs';
import {checkTimeline} from './console-timeline.mjs';
import {checkTour} from './console-tour.mjs';
import {checkVote} from './console-vote.mjs';
import {failed, hear, kill, killAll, openAgain, openAll, Pages, press, shownAt,
    stop, test, until, watch} from './kit.mjs';

const [chromium, folder, ...wanted] = process.argv.slice(2);
mkdirSync(folder, {recursive: true});

setTimeout(() => {
    console.log('not ok - the console ended before its deadline');
    killAll();
    process.exit(1);
}, 2400000).unref();

// A server that is killed, and another in its place.
async function checkDeath({page, servers}) {
    await test('a server that was killed is shown as closed', async () => {
        const {port} = new URL(servers.D.url);
        await kill(servers.D, 'SIGKILL');
        const {numbers, tiles} = await until('it is shown', async () => {
            const now = await shownAt(page, 'right');
            return now.up === 'false' &&
                /nobody listens|refused/.test(now.said) && now;
        });
        for (const name of ['counter', 'oven', 'kitchen', 'board', 'cashiers'])
            assert.equal(numbers[name], null, name);
        for (const name of ['rate', 'threads', 'memory', 'cpu'])
            assert.equal(tiles[name], null, name);
        await page.locator('#left[data-up=true]').waitFor();
        servers.D = await openAgain('D', port);
    });
    await test('and open again when it is', () =>
        page.locator('#right[data-up=true]').waitFor());
}

// Of a server that never answered the kernel tells the queue at its door, and
// not which process it is. Such samples stand at the beginning of many records.
async function checkUnheard({pages, servers}) {
    const {B, D} = servers;
    D.child.kill('SIGSTOP');
    const late = await watch({B, D});
    const page = await pages.open(late.url);
    await test('a server that never answered is shown as that', async () => {
        await until('its door is seen', async () =>
            /has not answered/.test((await shownAt(page, 'right')).said));
        await press(page, 'd'); // draws all charts anew
        const {up, tiles} = await shownAt(page, 'right');
        assert.equal(up, 'false');
        for (const [name, value] of Object.entries(tiles))
            assert.equal(value, null, name);
    });
    await test('and by its numbers when it does', async () => {
        D.child.kill('SIGCONT');
        await page.locator('#right[data-up=true]').waitFor();
        await until('its threads and memory are told', async () => {
            const {threads, memory} = (await shownAt(page, 'right')).tiles;
            return threads === 1 && memory > 0;
        });
        await press(page, 'd');
        await page.locator('#right[data-up=true]').waitFor();
    });
    await page.context().close();
    await stop(late);
}

// With one server only, the other side's places have no size.
async function checkAlone({pages, servers}) {
    const alone = await watch({B: servers.B});
    const page = await pages.open(alone.url);
    await test('of one server alone the crowd is drawn, too', async () => {
        await page.locator('#left[data-up=true]').waitFor();
        await page.locator('#clients-number').fill('30');
        await page.locator('#clients-number').press('Tab');
        await page.locator('#start').click();
        await until('thirty are at the oven', async () =>
            (await shownAt(page, 'left')).numbers.oven >= 30);
        // Two frames later they were drawn, and the legend says how.
        assert.equal(await page.evaluate(() => new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(() => done(
                document.getElementById('legend-customer').textContent))))),
        '1 customer');
    });
    await page.context().close();
    await stop(alone);
}

async function checkConsoleDeath({page, console_}) {
    await test('a console that ends is missed on the page', async () => {
        await stop(console_);
        await until('so it is told', async () => /not answer/.test(
            await page.locator('#live[data-live=false]').textContent()));
    });
}

const parts = {
    controls: checkControls, address: checkAddress, keys: checkKeys,
    motion: checkPace, tour: checkTour, vote: checkVote,
    timeline: checkTimeline, looks: checkLooks, death: checkDeath, unheard: checkUnheard,
    alone: checkAlone,
    replay: checkReplay,
};

// A part has servers, a console and a page of its own.
async function run(name, check, pages) {
    const servers = await openAll();
    const console_ = await watch(servers);
    const heard = await hear(console_);
    const page = await pages.open(console_.url);
    await until('samples come', () => heard.last);
    await page.locator('#live[data-live=true]').waitFor();
    await check({page, pages, servers, console_, heard, folder,
        look: looker(folder)});
    heard.end();
    await page.context().close();
    await test(`${name}: all programs end with 0, stderr empty`, async () => {
        if (name !== 'end')
            await stop(console_);
        for (const server of Object.values(servers))
            await stop(server);
    });
}

const pages = new Pages();
try {
    await pages.start(chromium);
    for (const [name, check] of Object.entries(parts))
        if (!wanted.length || wanted.includes(name))
            await run(name, check, pages);
    await test('no page complained', () =>
        assert.deepEqual(pages.complaints, []));
    await test('no request left this machine', () => {
        assert.ok(pages.requests.length > 10);
        assert.deepEqual(pages.foreign(), []);
    });
    await run('end', checkConsoleDeath, pages); // of which a page complains
} catch (error) {
    await test('the console can be tested', () => { throw error; });
} finally {
    await pages.close().catch(() => {});
    killAll();
}
process.exit(failed);
