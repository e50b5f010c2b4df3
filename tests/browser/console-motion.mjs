// console-motion.mjs: what moves, and what does not: where people asked for
// less motion, and where the machine cannot keep up.
import assert from 'node:assert/strict';
import {choose, shownAt, test, until} from './kit.mjs';

// A page whose frames come when the test says: `s` seconds of them, `ms` each.
async function stopMotion({pages, console_}, options) {
    const page = await pages.open(console_.url, {...options, before: () => {
        let next = null, now = 1000;
        window.requestAnimationFrame = f => {
            next = f;
            return 1;
        };
        window.runFrames = (ms, count) => {
            for (let i = 0; i < count; i++)
                next(now += ms);
            return document.getElementById('frames').textContent;
        };
    }});
    const run = (ms, s) => page.evaluate(
        ([each, count]) => window.runFrames(each, count),
        [ms, Math.ceil(s * 1000 / ms) + 1]);
    // What the page shows of the right one, as soon as it is so.
    const shows = (what, is) => until(what, async () => {
        await run(16, 0);
        const now = await shownAt(page, 'right');
        return is(now) && now;
    });
    await shows('it is open', ({up}) => up === 'true');
    return {page, run, shows};
}

const legend = page => page.locator('#legend-bag').textContent();

// Whether there are bags on their way out: read from a copy of each lane, as
// Chromium complains of a canvas that is drawn and read often.
const bags = page => page.evaluate(() => {
    const copy = document.createElement('canvas')
        .getContext('2d', {willReadFrequently: true});
    return [...document.querySelectorAll('canvas.bags')].some(canvas => {
        const {width, height} = Object.assign(copy.canvas,
            {width: canvas.width, height: canvas.height});
        copy.drawImage(canvas, 0, 0);
        return copy.getImageData(0, 0, width, height).data
            .some(byte => byte !== 0);
    });
});

// Nothing moves between two samples: bags are not drawn, crowds do not glide.
async function checkMotion(kit) {
    const {page} = kit;
    await choose(page, 'menu', 'wait');
    await page.locator('#clients-number').fill('40');
    await page.locator('#clients-number').press('Tab');
    await page.locator('#start').click();
    await page.locator('#start[aria-pressed=true]').waitFor();
    const served = shows => shows('customers are served',
        ({tiles}) => tiles.rate > 50);
    await test('bags are carried where motion is welcome', async () => {
        const {page: lively, run, shows} = await stopMotion(kit,
            {reducedMotion: 'no-preference'});
        await served(shows);
        await until('a bag', () => run(16, 0.2).then(() => bags(lively)));
        assert.match(await legend(lively), /served/);
        await lively.context().close();
    });
    await test('and not where it is not; numbers go on', async () => {
        const {page: calm, run, shows} = await stopMotion(kit,
            {reducedMotion: 'reduce'});
        await served(shows);
        await run(16, 4); // the least is a bag in three seconds
        assert.ok(!await bags(calm));
        assert.equal(await legend(calm), 'not drawn');
        const {t} = await shownAt(calm, 'right');
        await shows('numbers go on', now => now.t > t + 500);
        await calm.context().close();
    });
    await page.locator('#reset').click();
}

// A slow machine costs the bags first, then the gliding; the page says so.
async function checkFrames(kit) {
    const {page, run} = await stopMotion(kit);
    await test('what is not drawn at 30 frames a second is told', async () => {
        assert.match(await run(16, 2), /^6\d frames\/s$/);
        assert.match(await run(50, 2), /^2\d frames\/s$/);
        assert.match(await run(50, 2), /^2\d frames\/s: no bags$/);
        assert.equal(await legend(page), 'not drawn');
        assert.match(await run(50, 4),
            /^2\d frames\/s: no gliding, no bags$/);
        assert.match(await run(16, 63), /^6\d frames\/s: no bags$/);
        assert.match(await run(16, 63), /^6\d frames\/s$/);
        assert.match(await legend(page), /served/);
    });
    await page.context().close();
}

async function checkLateness(kit) {
    const {pages, console_} = kit;
    await test('samples between two frames are one look at the newest',
        async () => {
            const {page} = await stopMotion(kit);
            await page.evaluate(async () => {
                const {on} = await import('./state.js');
                window.came = [];
                window.looks = [];
                on('sample', ({t}) => window.came.push(t));
                on('look', ({t}) => window.looks.push(t));
            });
            await until('more samples come', () =>
                page.evaluate(() => window.came.length > 9));
            const [before, looks, newest, shown] = await page.evaluate(() => {
                const early = [...window.looks];
                window.runFrames(16, 1);
                return [early, window.looks, window.came.at(-1),
                    Number(document.getElementById('right').dataset.t)];
            });
            assert.deepEqual([before, looks, shown], [[], [newest], newest]);
            await page.context().close();
        });
    await test('a page that hears them late says so', async () => {
        const page = await pages.open(console_.url, {before: () => {
            window.delay = 0;
            window.EventSource = class extends window.EventSource {
                addEventListener(kind, f) {
                    super.addEventListener(kind, event =>
                        setTimeout(f, window.delay, event));
                }
            };
        }});
        await page.locator('#live[data-live=true]').waitFor();
        await page.evaluate(() => { window.delay = 5000; });
        const live = page.locator('#live');
        await until('it is behind', async () =>
            await live.textContent() === 'this page is behind');
        await page.evaluate(() => { window.delay = 0; });
        await until('it is live', async () =>
            await live.textContent() === 'live');
        await page.context().close();
    });
}

export async function checkPace(kit) {
    await checkMotion(kit);
    await checkFrames(kit);
    await checkLateness(kit);
}
