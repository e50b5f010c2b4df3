// console-look.mjs: pictures of a page, and what axe-core finds wrong on it,
// in light and dark, on a projector of 1024 by 768 and of 1920 by 1080.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {choose, press, require, test, until} from './kit.mjs';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const sizes = [[1024, 768], [1920, 1080]];

// What is serious or critical: [rule, where, what is wrong].
async function findings(page) {
    if (!await page.evaluate(() => 'axe' in window))
        await page.evaluate(axe);
    return page.evaluate(async () => {
        const {violations} = await window.axe.run(document,
            {resultTypes: ['violations']});
        return violations.filter(({impact}) =>
            ['serious', 'critical'].includes(impact)).flatMap(
            ({id, nodes}) => nodes.map(({target, failureSummary}) =>
                [id, target.join(' '), failureSummary]));
    });
}

// A function look(page, name) that leaves pictures in the folder. `phone`
// pages keep their size.
export function looker(folder) {
    return async (page, name, {phone = false} = {}) => {
        const before = page.viewportSize();
        for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({colorScheme});
            for (const [width, height] of phone ? [[]] : sizes) {
                if (width)
                    await page.setViewportSize({width, height});
                await page.screenshot({path: `${folder}/${name}-${colorScheme}${
                    width ? `-${width}` : ''}.png`});
            }
            assert.deepEqual(await findings(page), [], `${name}, ${colorScheme}`);
        }
        await page.setViewportSize(before);
        await page.emulateMedia({colorScheme: 'light'});
    };
}

// The parts of the live page, one after another, with a load on.
export async function checkLooks({page, pages, console_, look}) {
    const fits = () => until('it fits the projector', () => page.evaluate(() =>
        document.documentElement.scrollWidth <= innerWidth &&
        document.documentElement.scrollHeight <= innerHeight &&
        document.querySelector('main').offsetWidth === innerWidth));
    await page.locator('#clients-number').fill('200');
    await page.locator('#clients-number').press('Tab');
    await choose(page, 'menu', 'wait');
    await page.locator('#start').click();
    await page.locator('#start[aria-pressed=true]').waitFor();

    await test('looks: restaurants and charts', async () => {
        await look(page, 'charts');
        await fits();
    });
    await test('looks: the timeline', async () => {
        await page.locator('#show-timeline').click();
        await page.locator('#trace-record:enabled').waitFor();
        await page.locator('#trace-1').waitFor();
        await look(page, 'timeline');
        await fits();
        await page.locator('#trace-tall').click();
        await look(page, 'timeline-tall');
        await page.locator('#trace-tall').click();
        await page.locator('#show-timeline').click();
    });
    await test('looks: the tour', async () => {
        // A scene that leaves the cores to those who take pictures.
        await page.evaluate(() => { location.hash = '#scene=blocking-call'; });
        await page.locator('#tour[data-scene=blocking-call]').waitFor();
        await look(page, 'tour');
        await fits();
        await page.locator('#tour-press').click();
        await page.locator('#tour[data-stage=decided]').waitFor();
        await look(page, 'tour-decided');
        await fits();
        await page.locator('#show-tour').click();
    });
    await test('looks: predict first, and a device', async () => {
        await page.locator('#arm-predict').click();
        await page.locator('#spike').click();
        await look(page, 'predict');
        await fits();
        await page.locator('#predict-vote').click();
        await page.locator('#vote-address').waitFor();
        await look(page, 'predict-vote');
        const device = await pages.open(`${console_.url}vote`,
            {viewport: {width: 390, height: 700}});
        await device.locator('[data-answer="0"]').click();
        await device.locator('[aria-pressed=true]').waitFor();
        await look(device, 'vote', {phone: true});
        await device.context().close();
        await page.locator('#predict-run').click();
        await page.locator('#predict[data-stage=result]').waitFor();
        await look(page, 'predict-result');
        await fits();
        await page.locator('#predict-close').click();
        await page.locator('#arm-predict').click();
    });
    await test('looks: the list of keys', async () => {
        await press(page, '?');
        await page.locator('#keys[open]').waitFor();
        await look(page, 'keys');
        await page.locator('#keys button').first().click();
    });
    await page.locator('#reset').click();
}
