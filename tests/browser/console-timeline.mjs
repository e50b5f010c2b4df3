// console-timeline.mjs: the timeline records, can be scrubbed and played, and
// gives a file that others can read.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {readTrace} from '../../loadgen/console/trace.js';
import {press, test, until} from './kit.mjs';

// The file that the page gives of the i-th trace: {name, trace}.
async function file(page, i) {
    const [download] = await Promise.all([page.waitForEvent('download'),
        page.locator(`#trace-file-${i}`).click()]);
    return {name: download.suggestedFilename(),
        trace: JSON.parse(readFileSync(await download.path(), 'utf8'))};
}

export async function checkTimeline({page}) {
    const words = i => page.locator(`#trace-words-${i}`).textContent();

    await test('timeline: both servers are recorded', async () => {
        await page.locator('#show-timeline').click();
        await page.locator('#trace-1').waitFor();
        assert.match(await words(0), /^B at 0\.0 ms/);
        assert.match(await words(1), /^D at 0\.0 ms/);
    });
    await test('timeline: the scrubber goes by keys, and words follow',
        async () => {
            const lengths = [];
            for (const i of [0, 1])
                lengths.push(readTrace((await file(page, i)).trace).length);
            const scrubber = page.locator('#trace-scrubber');
            await scrubber.focus();
            await scrubber.press('End');
            const end = Number(await scrubber.inputValue());
            assert.ok(end > 0 && Math.abs(end - Math.max(...lengths)) < 1,
                `${end} ms of ${lengths}`);
            await until('both are at their end', async () =>
                (await words(0)).includes(`${end.toFixed(1)} ms`));
            await scrubber.press('Home');
            await until('and at the start', async () =>
                / 0\.0 ms/.test(await words(1)));
        });
    await test('timeline: plays and pauses', async () => {
        await press(page, ' ');
        await until('it moves', async () => !/ 0\.0 ms/.test(await words(0)));
        await page.locator('#trace-play').click();
        assert.equal(await page.locator('#trace-play').textContent(), 'Play');
    });
    await test('timeline: something is drawn', async () => {
        for (const id of ['trace-0', 'trace-1']) {
            const colours = await page.locator(`#${id}`).evaluate(canvas => {
                const {data} = canvas.getContext('2d').getImageData(0, 0,
                    canvas.width, canvas.height);
                return new Set(new Uint32Array(data.buffer)).size;
            });
            assert.ok(colours > 5, `${id}: ${colours} colours`);
        }
    });
    await test('timeline: the file is a Chrome trace', async () => {
        const {name, trace: {traceEvents}} = await file(page, 0);
        assert.ok(traceEvents.some(event => event.ph === 'X' &&
            event.name === 'sleep' && event.dur > 1000));
        assert.equal(name, 'trace-B.json');
    });
    await page.locator('#show-timeline').click();
}
