// console-controls.mjs: every control changes what the servers themselves
// report, and what the page shows is what they report.
import assert from 'node:assert/strict';
import {choose, press, shownAt, stats, test, until} from './kit.mjs';

const number = (stats_, path) =>
    path.split('.').reduce((part, key) => part[key], stats_);

// What the numbers of a restaurant must be, by a sample.
function expected({stats: {needs, threads, model}, kernel}) {
    const waiting = needs.sleep + needs.work + needs.news;
    return {outside: kernel?.waiting ?? null, oven: needs.sleep,
        counter: needs.read + needs.write + needs.turn + needs.finish,
        kitchen: needs.work, board: needs.news, cashiers: threads,
        buzzers: model === 'evented' ? waiting : 0};
}

// What was served a second and how many cores were used, by the server's own
// counters: since the sample of about a second before what is shown, and since
// its neighbours.
function paces({samples}, {t, server}) {
    const past = [...samples.values()].filter(sample => sample.t < t);
    const first = past.findIndex(sample => sample.t >= t - 1050);
    const at = first < 0 ? past.length - 1 : first;
    const to = samples.get(t).servers[server];
    const cpu = ({stats: {cpu_user_s, cpu_system_s}}) =>
        cpu_user_s + cpu_system_s;
    const orders = ({stats: {requests}, asked}) => requests.served - asked;
    // After a gap two samples may carry the same stats: nothing between them.
    const since = counter => past.slice(Math.max(at - 1, 0), at + 2)
        .map(sample => sample.servers[server])
        .filter(from => to.stats.uptime_s - from.stats.uptime_s >= 0.05)
        .map(from => (counter(to) - counter(from)) /
            (to.stats.uptime_s - from.stats.uptime_s));
    return {rate: since(orders), cpu: since(cpu)};
}

// Within one sample, that is.
const within = (value, list) => value >= Math.min(...list) - 1e-6 &&
    value <= Math.max(...list) + 1e-6;

export async function checkControls({page, servers, heard}) {
    const {B, D} = servers;
    const hit = name => press(page, name);
    const fill = async (id, value) => {
        await page.locator(`#${id}`).fill(String(value));
        await page.locator(`#${id}`).press('Tab');
    };
    // Waits until the server itself says so.
    const says = (server, path, is) => until(
        `${path} of ${server.program} is as the control says`, async () =>
            is(number(await stats(server), path)));
    const most = n => value => value <= n, least = n => value => value >= n;
    const quiet = server => says(server, 'connections.open', most(4));
    // Orders a second, by the server's own clock and counter.
    const rate = async server => {
        const from = await stats(server);
        const to = await until('its clock goes on', async () => {
            const now = await stats(server);
            return now.uptime_s - from.uptime_s > 0.7 && now;
        });
        return (to.requests.served - from.requests.served) /
            (to.uptime_s - from.uptime_s);
    };
    const runs = () => page.locator('#start[aria-pressed=true]').waitFor();

    await test('both restaurants are open', async () => {
        for (const side of ['left', 'right'])
            await page.locator(`#${side}[data-up=true]`).waitFor();
        assert.match(await page.title(), /Two Counters/);
    });
    await test('clients: as many as asked for, at both servers', async () => {
        await choose(page, 'menu', 'wait');
        await fill('clients-number', 40);
        await page.locator('#start').click();
        await runs();
        await says(B, 'connections.open', least(40));
        await says(B, 'threads', least(40));
        await says(D, 'connections.open', least(40));
    });
    await test('clients: another number, while they run', async () => {
        await fill('clients-number', 10);
        for (const server of [B, D])
            await says(server, 'connections.open',
                n => n >= 10 && n < 20);
        await hit('+'); // the next round number
        for (const server of [B, D])
            await says(server, 'connections.open',
                n => n >= 20 && n < 30);
    });
    await test('clients: the slider too', async () => {
        await page.locator('#clients').focus();
        await page.locator('#clients').press('PageUp');
        const asked = Number(
            await page.locator('#clients-number').inputValue());
        assert.ok(asked > 20, String(asked));
        for (const server of [B, D])
            await says(server, 'connections.open', least(asked));
    });
    await test('every number shown is that of one sample', async () => {
        const felt = (value, what) => {
            assert.equal(typeof value, 'number', what);
            return value;
        };
        await fill('clients-number', 50);
        await says(D, 'connections.open', least(50));
        for (const side of ['left', 'right', 'left', 'right']) {
            const seen = await until('all is shown', async () => {
                const now = await shownAt(page, side);
                const {rate, cpu, p50} = now.tiles;
                return now.up === 'true' && rate !== null && cpu !== null &&
                    p50 !== null && now;
            });
            const sample = await until('that sample came here, too',
                () => heard.samples.get(seen.t));
            const server = sample.servers[seen.server];
            for (const [name, value] of Object.entries(expected(server)))
                assert.equal(seen.numbers[name], value, `${side} ${name}`);
            assert.equal(seen.tiles.threads, server.stats.threads);
            assert.equal(seen.tiles.memory, server.stats.rss_bytes);
            for (const tile of ['p50', 'p99', 'longest'])
                assert.equal(felt(seen.tiles[tile], tile),
                    server.load[`${tile}_us`]);
            assert.equal(felt(seen.tiles.errors, 'errors'),
                server.load.errors);
            const {rate, cpu} = paces(heard, seen);
            assert.ok(within(seen.tiles.rate, rate), `${side} rate: ${
                seen.tiles.rate} is none of ${rate}`);
            assert.ok(within(seen.tiles.cpu, cpu), `${side} cpu: ${
                seen.tiles.cpu} is none of ${cpu}`);
        }
    });
    const kinds = {hello: ['requests.served', null],
        burn: ['needs.work', B], block: ['needs.work', B],
        bytes: ['needs.write', B], feed: ['feed.subscribers', D]};
    for (const [kind, [path, server]] of Object.entries(kinds))
        await test(`menu: ${kind}`, async () => {
            await fill('clients-number', 5);
            await choose(page, 'menu', kind);
            if (server)
                await says(server, path, least(1));
            else
                await until('many are served', async () =>
                    await rate(B) > 100 && await rate(D) > 100);
        });
    await test('what stands still is the same on page and server', async () => {
        // Subscribers of the feed stay: so numbers can be compared exactly.
        await fill('clients-number', 30);
        for (const [side, server] of [['left', B], ['right', D]]) {
            await says(server, 'feed.subscribers', n => n === 30);
            await until('the page shows them', async () =>
                (await shownAt(page, side)).numbers.board === 30);
        }
        const {threads} = await stats(D);
        assert.equal((await shownAt(page, 'right')).numbers.cashiers, threads);
    });
    await test('arrivals on a clock: as many a second as asked', async () => {
        await choose(page, 'menu', 'hello');
        await choose(page, 'arrival', 'open');
        await fill('rate-number', 60);
        for (const server of [B, D])
            await until('60 a second, and this page', async () => {
                const a_second = await rate(server);
                return a_second > 40 && a_second < 110;
            });
    });
    await test('nobody watches the board on a clock', async () => {
        await choose(page, 'menu', 'feed');
        for (const server of [B, D])
            await says(server, 'feed.subscribers', n => n === 30);
        assert.ok(await page.locator('#arrivals:disabled').isVisible());
        assert.equal(await page.locator('#status').textContent(), '');
        await choose(page, 'menu', 'hello');
        for (const server of [B, D])
            await until('and on a clock again', async () => {
                const a_second = await rate(server);
                return a_second > 40 && a_second < 110;
            });
    });
    await test('Spike! brings many more for a while', async () => {
        // Who comes with the spike comes once, on a connection of his own.
        const accepted = async server =>
            (await stats(server)).connections.accepted;
        const before = [await accepted(B), await accepted(D)];
        await page.locator('#spike').click();
        for (const [i, server] of [B, D].entries())
            await until('the server accepted the spike', async () =>
                heard.notes.some(note => note.kind === 'spike') &&
                await accepted(server) > before[i] + 150);
        await page.locator('#spike[aria-pressed=false]').waitFor();
    });
    await test('Stop ends the load, and says so', async () => {
        await page.locator('#start').click();
        await page.locator('#start[aria-pressed=false]').waitFor();
        await Promise.all([quiet(B), quiet(D)]);
    });
    await test('For: the left one only', async () => {
        await choose(page, 'arrival', 'closed');
        await choose(page, 'menu', 'wait');
        await fill('clients-number', 25);
        await choose(page, 'whom', 'left');
        await hit('s');
        await says(B, 'connections.open', least(25));
        await runs(); // the page knows, too: the next one stops it
        assert.ok((await stats(D)).connections.open < 10);
        await hit('s');
        await quiet(B);
        await choose(page, 'whom', 'both');
    });
    await test('Slow customers come, and go', async () => {
        await page.locator('#slow').click();
        for (const server of [B, D])
            await says(server, 'connections.open', least(150));
        await page.locator('#slow[aria-pressed=true]').waitFor();
        await page.locator('#slow').click();
        await Promise.all([quiet(B), quiet(D)]);
    });
    // By the servers' own clocks, which stand still between two answers.
    await test('Freeze stops both processes, and they come back', async () => {
        const before = heard.last.t;
        await page.locator('#freeze').click();
        for (const name of ['B', 'D'])
            await until(`${name} did not answer, and does again`, () => {
                const since = [...heard.samples.values()].filter(
                    ({t}) => t >= before).map(({servers: all}) => all[name]);
                const times = since.map(one => one.stats.uptime_s);
                const noted = kind => heard.notes.some(note =>
                    note.kind === kind && note.t >= before &&
                    note.servers.includes(name));
                return noted('freeze') && noted('thaw') &&
                    times.some((now, i) => now - times[i - 1] > 1) &&
                    !since.at(-1).frozen && since.at(-1).up;
            });
    });
    await test('Reset ends all of it', async () => {
        await hit('s');
        await hit('l');
        await says(D, 'connections.open', least(200));
        await page.locator('#reset').click();
        await Promise.all([quiet(B), quiet(D)]);
    });
    await test('two other restaurants, by the list', async () => {
        await page.locator('#left select').selectOption('E');
        await page.locator('#left[data-server=E][data-up=true]').waitFor();
        await page.locator('#left select').selectOption('B');
        await page.locator('#left[data-server=B][data-up=true]').waitFor();
    });
}

// A link to the page brings back what it showed.
export async function checkAddress({page, pages}) {
    await test('the address carries the state', async () => {
        await page.locator('#clients-number').fill('70');
        await page.locator('#clients-number').press('Tab');
        await choose(page, 'menu', 'block');
        await page.locator('#right select').selectOption('E');
        const url = await until('the address follows', () =>
            /E/.test(page.url()) && /block/.test(page.url()) &&
            /70/.test(page.url()) && page.url());
        const other = await pages.open(url);
        await other.locator('#right[data-server=E]').waitFor();
        assert.equal(await other.locator('#clients-number').inputValue(), '70');
        assert.ok(await other.locator(
            'input[name=menu][value=block]').isChecked());
        await other.context().close();
        await page.locator('#right select').selectOption('D');
    });
}
