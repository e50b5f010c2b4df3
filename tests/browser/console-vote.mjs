// console-vote.mjs: predict first: a change waits behind its question, a
// class votes by hands and on devices, then it is made and both are shown.
import assert from 'node:assert/strict';
import {choose, press, stats, test, until} from './kit.mjs';

export async function checkVote({page, pages, servers, console_, heard}) {
    const question = async () =>
        (await fetch(`${console_.url}api/question`)).json();
    let first, second;

    await test('a change waits behind a question', async () => {
        await page.locator('#clients-number').fill('33');
        await choose(page, 'menu', 'wait');
        await page.locator('#arm-predict').click();
        await page.locator('#start').click();
        await page.locator('#predict[data-stage=ask]').waitFor();
        assert.match(await page.locator('#predict-question').inputValue(),
            /33 customers/);
    });
    await test('a show of hands is counted', async () => {
        await press(page, '1');
        await press(page, '1');
        await page.locator('#hand-more-1').click();
        await page.locator('#hand-less-0').click();
        assert.deepEqual(await page.locator('[data-hands]').allTextContents(),
            ['1', '1', '0']);
    });
    await test('votes come from two devices; a second one replaces', async () => {
        await page.locator('#predict-vote').click();
        await page.locator('#vote-address').waitFor();
        const address = await page.locator('#vote-address').textContent();
        first = await pages.open(address,
            {viewport: {width: 390, height: 700}});
        second = await pages.open(address,
            {viewport: {width: 390, height: 700}});
        await first.locator('[data-answer="2"]').click();
        await second.locator('[data-answer="2"]').click();
        await until('both votes are in', async () =>
            (await question()).counts.join() === '0,0,2');
        await second.locator('[data-answer="1"]').click();
        await until('the second was changed', async () =>
            (await question()).counts.join() === '0,1,1');
        await page.locator('#votes-in[data-votes="2"]').waitFor();
    });
    await test('nothing was changed so far', async () => {
        assert.ok(heard.last.servers.B.load?.state !== 'running');
        assert.ok((await stats(servers.B)).connections.open < 10);
    });
    await test('then it runs, and the votes stand beside the numbers',
        async () => {
            await page.locator('#predict-run').click();
            await page.locator('#predict[data-stage=result]').waitFor();
            assert.deepEqual(await page.locator('.bars [data-votes]')
                .evaluateAll(lines => lines.map(line => line.dataset.votes)),
            ['1', '2', '1']);
            await until('the servers have the customers', async () =>
                (await stats(servers.B)).connections.open >= 33);
            await until('the numbers of both are shown', async () =>
                (await page.locator('.came tbody td').allTextContents())
                    .filter(text => /\d/.test(text)).length >= 6);
        });
    await test('the devices see the end, and the counts', async () => {
        for (const device of [first, second])
            await until('the counts are there', async () =>
                (await device.locator('[data-votes]').evaluateAll(all =>
                    all.map(one => one.dataset.votes))).join() === '0,1,1');
        assert.equal((await question()).open, false);
    });
    await test('a question that is left changes nothing', async () => {
        await page.locator('#predict-close').click();
        await page.locator('#spike').click();
        await page.locator('#predict[data-stage=ask]').waitFor();
        await press(page, 'Escape');
        await page.locator('#predict').waitFor({state: 'hidden'});
        assert.ok(!heard.notes.some(({kind, t}) => kind === 'spike' &&
            t > heard.notes.findLast(({kind: other}) => other === 'reveal').t));
    });
    await page.locator('#arm-predict').click();
    await page.locator('#reset').click();
    for (const device of [first, second])
        await device?.context().close();
}
