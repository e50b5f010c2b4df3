// console-replay.mjs: what was recorded is what is shown again, by the
// console with --replay and by a single file without any server.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {build, choose, kill, openAgain, press, shownAt, start, stop, test, until}
    from './kit.mjs';

const all_kinds = ['load', 'spike', 'slow', 'freeze', 'reveal', 'down'];

// Some moments under load, as the live page shows them.
async function readMoments({page, heard}) {
    await page.locator('#clients-number').fill('60');
    await page.locator('#clients-number').press('Tab');
    await choose(page, 'menu', 'wait');
    await page.locator('#start').click();
    // Rates are of a good second, which the page must have seen whole.
    const first = await until('a sample is shown', async () =>
        (await shownAt(page, 'left')).t);
    const moments = [];
    await until('some seconds were seen', async () => {
        const left = await shownAt(page, 'left');
        const right = await shownAt(page, 'right');
        if (left.t === right.t && left.numbers.oven >= 30 &&
            !/not live/.test(left.said + right.said) &&
            left.t > (moments.at(-1)?.left.t ?? first + 1000) + 700)
            moments.push({left, right});
        return moments.length === 3;
    });
    await page.locator('#reset').click();
    const {t} = heard.last;
    await until('the last of them is in the record, too', () =>
        heard.last.t > t + 1000);
    return moments;
}

// One of each thing that a record notes.
async function doAll({page, console_, servers, heard}) {
    await page.locator('#slow').click();
    await page.locator('#freeze').click();
    await page.locator('#arm-predict').click();
    await page.locator('#spike').click();
    await page.locator('#predict[data-stage=ask]').waitFor();
    await press(page, 'v'); // devices may vote: what they said is noted
    await until('a vote is open', async () =>
        (await (await fetch(`${console_.url}api/question`)).json()).open);
    await page.locator('#vote-address').waitFor(); // the page knows it, too
    await page.locator('#predict-run').click();
    const {port} = new URL(servers.E.url);
    await kill(servers.E, 'SIGKILL');
    for (const kind of all_kinds)
        await until(`a ${kind} is noted`, () =>
            heard.notes.some(note => note.kind === kind));
    servers.E = await openAgain('E', port);
}

// The page at the moment of each must show the same.
async function showsTheSame(page, moments) {
    for (const {left, right} of moments) {
        await page.evaluate(t => {
            location.hash = `#t=${t / 1000}`;
        }, left.t);
        await until(`the recording is at ${left.t}`, async () =>
            (await shownAt(page, 'left')).t === left.t);
        assert.deepEqual(await shownAt(page, 'left'), left);
        assert.deepEqual(await shownAt(page, 'right'), right);
    }
}

// From where it stands, and to the sample at its `end`.
async function plays(page, end) {
    const scrubber = page.locator('#replay-scrubber');
    const from = Number(await scrubber.inputValue());
    // The frame that moved it also pauses it: little of the recording is left.
    const [words] = await Promise.all([page.evaluate(was =>
        new Promise(done => {
            const at = id => document.getElementById(`replay-${id}`);
            const look = () => {
                if (Number(at('scrubber').value) <= was + 200)
                    return requestAnimationFrame(look);
                at('play').click();
                return done(at('play').textContent);
            };
            look();
        }), from), press(page, ' ')]);
    assert.equal(words, 'Play');
    await scrubber.focus();
    await scrubber.press('End');
    await until('it is at its end', async () =>
        (await shownAt(page, 'left')).t === end);
}

export async function checkReplay(kit) {
    const {pages, console_, folder, look} = kit;
    const session = `${folder}/session.json`;
    const moments = await readMoments(kit);
    await doAll(kit);
    let recorded;

    await test('a session is one file, with all that was done', async () => {
        const text = await (await fetch(`${console_.url}api/session`)).text();
        writeFileSync(session, text);
        recorded = JSON.parse(text);
        const kinds = new Set(recorded.notes.map(note => note.kind));
        for (const kind of all_kinds)
            assert.ok(kinds.has(kind), `no note of a ${kind}`);
        assert.ok(recorded.samples.length > 20);
    });
    await test('--replay shows the same numbers', async () => {
        const again = await start('loadgen/loadgen', 'console', '--replay',
            session, '--listen', '127.0.0.1:0');
        const page = await pages.open(again.url);
        await page.locator('#replay-scrubber').waitFor();
        await showsTheSame(page, moments);
        await plays(page, recorded.samples.at(-1).t);
        const reply = await fetch(`${again.url}api/load`, {method: 'POST',
            headers: {'Content-Type': 'application/json'},
            body: '{"servers":["B"],"clients":1,"menu":"hello"}'});
        assert.equal(reply.status, 409);
        await page.context().close();
        await stop(again);
    });
    await test('so does one file, from a disk, without a server', async () => {
        const file = execFileSync('scripts/replay-page',
            [session, `${folder}/replay.html`],
            {env: {...process.env, B: build}, encoding: 'utf8'}).trim();
        const page = await pages.open(pathToFileURL(file).href);
        await page.locator('#replay-scrubber').waitFor();
        const before = pages.requests.length;
        await showsTheSame(page, moments);
        await plays(page, recorded.samples.at(-1).t);
        assert.deepEqual(pages.requests.slice(before), []);
        await look(page, 'replay');
        await page.context().close();
    });
}
