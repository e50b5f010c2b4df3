// console-keys.mjs: the page without a mouse, and in the dark.
import assert from 'node:assert/strict';
import {choose, press, test, until} from './kit.mjs';

const value = (page, id) =>
    page.locator(`#${id}`).inputValue().then(Number);
const checked = (page, name) =>
    page.locator(`input[name=${name}]:checked`).inputValue();
const is = (page, selector) => page.locator(selector).waitFor();

// What each key must do: a function for each one of the list under `?`.
function expectations(page, heard) {
    const hit = name => press(page, name);
    const noted = async (name, kind, what = () => true) => {
        const {t} = heard.last;
        await hit(name);
        await until(`${name} is noted`, () => heard.notes.some(note =>
            note.kind === kind && note.t >= t && what(note.what)));
    };
    const changes = async (name, read) => {
        const before = await read();
        await hit(name);
        await until(`${name} changes something`, async () =>
            await read() !== before);
        return [before, await read()];
    };
    const load = wanted => until(`the loads are ${wanted}`, () =>
        ['B', 'D'].every(name => (heard.last.servers[name].load?.state ===
            'running') === wanted));
    const menu = Object.fromEntries(
        ['hello', 'wait', 'burn', 'block', 'bytes', 'feed'].map((id, i) =>
            [`${i + 1}`, async () => {
                await hit(`${i + 1}`);
                assert.equal(await checked(page, 'menu'), id);
            }]));
    const clients = () => value(page, 'clients-number');
    const rate = () => value(page, 'rate-number');
    const shown = side => () =>
        page.locator(`#${side}`).getAttribute('data-server');
    return {
        ...menu,
        '+': async () => {
            const [from, to] = await changes('+', clients);
            assert.ok(to > from);
        },
        '-': async () => {
            const [from, to] = await changes('-', clients);
            assert.ok(to < from);
        },
        o: () => changes('o', () => checked(page, 'arrival')),
        '>': async () => {
            const [from, to] = await changes('>', rate);
            assert.ok(to > from);
        },
        '<': async () => {
            const [from, to] = await changes('<', rate);
            assert.ok(to < from);
            await hit('o');
        },
        w: async () => {
            for (const whom of ['left', 'right', 'both']) {
                await hit('w');
                assert.equal(await checked(page, 'whom'), whom);
            }
        },
        s: async () => {
            await hit('2');
            await noted('s', 'load', ({clients: n}) => n > 0);
            await load(true);
            await is(page, '#start[aria-pressed=true]');
            await noted('s', 'load', ({clients: n}) => n === 0);
            await load(false);
            await is(page, '#start[aria-pressed=false]');
        },
        x: () => noted('x', 'spike'),
        l: async () => {
            await noted('l', 'slow', ({clients: n}) => n > 0);
            await is(page, '#slow[aria-pressed=true]');
            await noted('l', 'slow', ({clients: n}) => n === 0);
        },
        f: () => noted('f', 'freeze'),
        0: () => noted('0', 'reset'),
        d: async () => {
            const theme = () => page.locator('html').getAttribute('data-theme');
            await changes('d', theme);
            await changes('d', theme);
        },
        t: async () => {
            await hit('t');
            await is(page, '#timeline');
            await is(page, '#trace-1');
        },
        space: async () => {
            await hit(' ');
            await until('it plays', async () => await page.locator(
                '#trace-play').textContent() === 'Pause');
            await hit(' ');
            await hit('t');
            await is(page, '#charts');
        },
        g: async () => {
            await hit('g');
            await is(page, '#tour[data-scene=small-orders]');
        },
        n: async () => {
            await hit('n');
            await is(page, '#tour[data-scene=waiting]');
        },
        N: async () => {
            await hit('N');
            await is(page, '#tour[data-scene=small-orders]');
        },
        v: async () => {
            await hit('v');
            await is(page, '#predict[data-stage=ask]');
            await hit('Escape');
            await page.locator('#predict').waitFor({state: 'hidden'});
            await hit('g');
            await page.locator('#tour').waitFor({state: 'hidden'});
        },
        p: async () => {
            await hit('p');
            await is(page, '#arm-predict[aria-pressed=true]');
            await hit('p');
            await is(page, '#arm-predict[aria-pressed=false]');
        },
        r: async () => {
            await hit('r');
            assert.match(await page.locator('#spoken').textContent(),
                /B\. .*served \/ s .*D\. .*errors /s);
        },
        '[': async () => {
            await changes('[', shown('left'));
            await page.locator('#left select').selectOption('B');
        },
        ']': async () => {
            await changes(']', shown('right'));
            await page.locator('#right select').selectOption('D');
        },
        '?': async () => {
            await hit('?');
            await is(page, '#keys[open]');
            await page.keyboard.press('Escape');
            await page.locator('#keys').waitFor({state: 'hidden'});
        },
    };
}

async function checkList({page, heard}) {
    const all = expectations(page, heard);
    await test('keys: the list has all of them', async () => {
        await press(page, '?');
        await is(page, '#keys[open]');
        const listed = await page.locator('#key-list dt').allTextContents();
        await page.keyboard.press('Escape');
        assert.deepEqual(listed.sort(), Object.keys(all).sort());
    });
    // In the order above: some end what the one before has begun.
    const names = Object.keys(all);
    for (const name of [...names.filter(one => one !== '0'), '0'])
        await test(`keys: ${name}`, all[name]);
    await test('keys: they can be switched off, and on', async () => {
        const menu = () => checked(page, 'menu');
        const flip = async () => {
            await page.locator('#help').click();
            await page.locator('#keys-on').press(' ');
            await page.keyboard.press('Escape');
        };
        await choose(page, 'menu', 'wait');
        await flip();
        await press(page, '1');
        assert.equal(await menu(), 'wait');
        await flip();
        await press(page, '1');
        assert.equal(await menu(), 'hello');
    });
    await test('keys: a field that is typed in keeps its own', async () => {
        await page.locator('#clients-number').fill('');
        await page.locator('#clients-number').pressSequentially('12');
        assert.equal(await checked(page, 'menu'), 'hello');
        assert.equal(await value(page, 'clients-number'), 12);
        await page.keyboard.press('Tab');
    });
}

// All that can be used is reached by Tab alone, and is seen to have the focus.
// Of a group of radio buttons it reaches the one that is chosen.
async function checkTab({page}) {
    const mark = () => page.evaluate(() => {
        const all = [...document.querySelectorAll('button, a[href], input, ' +
            'select, textarea')].filter(one => one.checkVisibility() &&
            !one.disabled && !one.closest('dialog:not([open])') &&
            !(one.type === 'radio' && !one.checked));
        all.forEach((one, i) => { one.dataset.stop = i; });
        return all.length;
    });
    const focus = () => page.evaluate(() => {
        const one = document.activeElement, {stop} = one.dataset;
        const seen = one.type === 'radio' ? one.nextElementSibling : one;
        const {outlineStyle, outlineWidth} = getComputedStyle(seen);
        return {stop, name: one.id || one.name || one.textContent,
            outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) > 1};
    });
    const reached = async () => {
        const count = await mark(), stops = new Set();
        await page.evaluate(() => document.activeElement?.blur());
        for (let i = 0; i < 2 * count && stops.size < count; i++) {
            await page.keyboard.press('Tab');
            const now = await focus();
            if (now.stop === undefined)
                continue; // the browser's own
            stops.add(now.stop);
            assert.ok(now.outlined, `${now.name} is not seen to be chosen`);
        }
        assert.equal(stops.size, count);
        return count;
    };
    await test('Tab reaches everything', async () => {
        assert.ok(await reached() > 15);
        await press(page, 'g');
        const tour = await reached();
        assert.ok(tour > 20, String(tour));
        await press(page, 'g');
        await press(page, 't');
        await is(page, '#trace-1');
        assert.ok(await reached() > 20);
        await press(page, 't');
    });
}

async function checkTheme({page, pages, console_}) {
    // A page hears of such changes with its next frame.
    const turns = (one, wanted) => until(`it is ${wanted}`, async () => {
        const [r, g, b] = await one.evaluate(() => getComputedStyle(
            document.body).backgroundColor.match(/\d+/g).map(Number));
        return r + g + b < 200 === (wanted === 'dark');
    });
    await test('light and dark: as the system says, or as chosen', async () => {
        const fresh = await pages.open(console_.url, {colorScheme: 'dark'});
        await turns(fresh, 'dark');
        await fresh.emulateMedia({colorScheme: 'light'});
        await turns(fresh, 'light');
        await fresh.locator('#theme').click();
        await turns(fresh, 'dark');
        await until('the address says so', () =>
            /theme=dark/.test(fresh.url()));
        const linked = await pages.open(fresh.url());
        await turns(linked, 'dark');
        await linked.locator('#theme').click();
        await turns(linked, 'light');
        await linked.context().close();
        await fresh.context().close();
    });
}

export async function checkKeys(kit) {
    await checkList(kit);
    await checkTab(kit);
    await checkTheme(kit);
}
