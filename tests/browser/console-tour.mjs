// console-tour.mjs: each scene of the tour keeps its promises, by what the
// servers report; and a promise can be broken.
import assert from 'node:assert/strict';
import {press, shownAt, test, until} from './kit.mjs';

// What the band shows: {scene, stage, from, promises: [[text, mark]]}.
const band = page => page.locator('#tour').evaluate(tour => ({
    scene: tour.dataset.scene, stage: tour.dataset.stage,
    from: Number(tour.dataset.from),
    failure: tour.querySelector('.failure')?.textContent ?? '',
    promises: [...tour.querySelectorAll('[data-promise]')].map(line =>
        [line.textContent, line.dataset.promise])}));

// Whether all parts of the band can be read without scrolling.
export const bandFits = page => page.locator('#tour > div').evaluateAll(all =>
    all.every(one => one.scrollHeight <= one.clientHeight + 1));

// Judges the scene's promises again, by samples that this test heard itself.
const judgeAgain = (page, scene, samples) => page.evaluate(
    async ([id, all]) => {
        const {Seen} = await import('./promises.js');
        const {scenes} = await import('./tour-scenes.js');
        const {promises} = scenes.find(one => one.id === id);
        const seen = new Seen(all[0].t);
        const kept = promises.map(() => false);
        for (const sample of all) {
            seen.add(sample);
            promises.forEach((promise, i) => {
                kept[i] ||= promise.judge(seen).kept === true;
            });
        }
        return kept;
    }, [scene, samples]);

// A server that would break promises: one answer, and again a second later.
const twoSamples = change => [0, 2000].map(t => ({t, servers: {
    D: {up: true, age_ms: 0, load: null, stats: {uptime_s: 10 + t / 1000,
        threads: 1, connections: {open: 101}, needs: {sleep: 0},
        requests: {served: t / 10, in_flight: 0}, feed: {subscribers: 0},
        cpu_user_s: t / 2000, cpu_system_s: 0, ...change(t)}}}}));

export async function checkTour({page, heard}) {
    await test('a promise is broken by numbers that break it', async () => {
        const judged = samples => page.evaluate(async all => {
            const made = await import('./promises.js');
            const seen = new made.Seen(0);
            all.forEach(sample => seen.add(sample));
            return [made.fewThreads('D', 100), made.atMost('D', 100),
                made.coresAtMost('D', 1), made.threadsFor('D', 100),
                made.standsStill('D', 5), made.atLeast('B', 1)].map(one =>
                one.judge(seen).kept);
        }, samples);
        assert.deepEqual(await judged(twoSamples(() => ({}))),
            [true, true, true, false, false, null]);
        assert.deepEqual(await judged(twoSamples(t => ({threads: 101,
            requests: {served: t}, cpu_user_s: t / 500}))),
        [false, false, false, true, false, null]);
    });
    await page.locator('#show-tour').click();
    const ids = await page.evaluate(async () =>
        (await import('./tour-scenes.js')).scenes.map(scene => scene.id));
    await test('the tour has ten scenes', () =>
        assert.equal(ids.length, 10));
    for (const id of ids) {
        await test(`tour: ${id} keeps its promises`, async () => {
            await page.locator(`#tour[data-scene=${id}][data-stage=ask]`)
                .waitFor();
            assert.ok(await bandFits(page), 'the question does not fit');
            let last;
            await page.locator('#tour-press').click();
            const seen = await until('its promises are met', async () => {
                const now = await band(page);
                assert.equal(now.failure, '');
                last = now.promises;
                return now.stage === 'decided' &&
                    now.promises.every(([, mark]) => mark === 'met') && now;
            }).catch(error => {
                throw new Error(`${error.message}: ${JSON.stringify(last)}`);
            });
            assert.ok(await bandFits(page), 'the promises do not fit');
            assert.ok(seen.promises.length > 1);
            // Since the press: what the scene before it did does not count.
            const {t} = await shownAt(page, 'left');
            await until('heard here, too', () => heard.last.t >= t);
            const samples = [...heard.samples.values()].filter(
                ({t}) => t >= seen.from);
            const again = await judgeAgain(page, id, samples);
            assert.ok(again.every(Boolean), String(again));
        });
        if (id !== ids.at(-1))
            await page.locator('#tour-next').click();
    }
    await test('the tour ends with a key', async () => {
        await press(page, '0'); // reset
        await press(page, 'g');
        await page.locator('#tour').waitFor({state: 'hidden'});
    });
}
