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
    await page.locator('#right[data-up=true]').waitFor();
    return {page, run: (ms, s) => page.evaluate(
        ([each, count]) => window.runFrames(each, count),
        [ms, Math.ceil(s * 1000 / ms) + 1])};
}

const legend = page => page.locator('#legend-bag').textContent();

// Whether there are bags on their way out.
const bags = page => page.evaluate(() =>
    [...document.querySelectorAll('canvas.bags')].some(canvas =>
        canvas.getContext('2d').getImageData(0, 0, canvas.width,
            canvas.height).data.some(byte => byte !== 0)));

// Nothing moves between two samples: bags are not drawn, crowds do not glide.
async function checkMotion(kit) {
    const {page} = kit;
    await choose(page, 'menu', 'wait');
    await page.locator('#clients-number').fill('40');
    await page.locator('#clients-number').press('Tab');
    await page.locator('#start').click();
    await page.locator('#start[aria-pressed=true]').waitFor();
    const served = one => until('customers are served', async () =>
        (await shownAt(one, 'right')).tiles.rate > 50);
    await test('bags are carried where motion is welcome', async () => {
        const {page: lively, run} = await stopMotion(kit,
            {reducedMotion: 'no-preference'});
        await served(lively);
        await run(16, 1);
        assert.ok(await bags(lively));
        assert.match(await legend(lively), /served/);
        await lively.context().close();
    });
    await test('and not where it is not; numbers go on', async () => {
        const {page: calm, run} = await stopMotion(kit,
            {reducedMotion: 'reduce'});
        await served(calm);
        await run(16, 1);
        assert.ok(!await bags(calm));
        assert.equal(await legend(calm), 'not drawn');
        const {t} = await shownAt(calm, 'right');
        await until('numbers go on', async () =>
            (await shownAt(calm, 'right')).t > t + 500);
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

export async function checkPace(kit) {
    await checkMotion(kit);
    await checkFrames(kit);
}
