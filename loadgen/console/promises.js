// promises.js: what a scene of the tour promises, held against what the
// servers' own /stats say.
//
// Knows nothing of the page: it is given samples and judges. Rates and gaps
// go by the server's clock (uptime_s), so a late answer makes no number wrong.

// One number of /stats, named as in 'connections.open'.
export function number(stats, path) {
    return path.split('.').reduce((part, key) => part?.[key], stats);
}

const WINDOW = 4; // seconds that a rate looks back

// For lists that grow all day: as many arguments as that no call takes.
const greatest = list => list.reduce((most, n) => n > most ? n : most);

const median = list => {
    const sorted = [...list].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
};

// What was seen of each server since `from` (ms on the samples' clock).
export class Seen {
    constructor(from) {
        this.from = from;
        this.servers = new Map(); // name -> {answers: [stats], silent, waiting}
        this.loads = new Map();   // name -> the load as it was last
    }

    of(name) {
        if (!this.servers.has(name))
            this.servers.set(name, {answers: [], silent: 0, waiting: 0});
        return this.servers.get(name);
    }

    add({t, servers}) {
        for (const [name, server] of Object.entries(servers)) {
            const seen = this.of(name);
            if (server.load)
                this.loads.set(name, server.load);
            if (t < this.from)
                continue;
            seen.waiting = Math.max(seen.waiting, server.kernel?.waiting ?? 0);
            if (!server.up)
                seen.silent = Math.max(seen.silent, server.age_ms ?? 0);
            const last = seen.answers.at(-1);
            if (server.stats && t - (server.age_ms ?? 0) >= this.from &&
                server.stats.uptime_s !== last?.uptime_s)
                seen.answers.push(server.stats);
        }
    }

    answered(name) {
        return this.of(name).answers.length > 0;
    }

    last(name, path) {
        return number(this.of(name).answers.at(-1), path);
    }

    most(name, path) {
        const all = this.of(name).answers.map(stats => number(stats, path));
        return all.length ? greatest(all) : undefined;
    }

    // How much a counter grew.
    growth(name, path) {
        const {answers} = this.of(name);
        return answers.length > 1 ?
            number(answers.at(-1), path) - number(answers[0], path) : undefined;
    }

    // The answers of the last seconds: two at least, over a second or more.
    window(name) {
        const {answers} = this.of(name);
        const end = answers.at(-1)?.uptime_s;
        let first = answers.length - 1;
        while (first > 0 && end - answers[first].uptime_s < WINDOW)
            first--;
        const window = answers.slice(Math.max(first, 0));
        return window.length > 1 && end - window[0].uptime_s >= 1 ? window : [];
    }

    // Customers answered a second: /stats counts itself, too.
    rate(name) {
        const window = this.window(name);
        if (!window.length)
            return undefined;
        const [from, to] = [window[0], window.at(-1)];
        const orders = to.requests.served - from.requests.served -
            (window.length - 1);
        return Math.max(0, orders) / (to.uptime_s - from.uptime_s);
    }

    // Cores in use.
    cores(name) {
        const window = this.window(name);
        if (!window.length)
            return undefined;
        const [from, to] = [window[0], window.at(-1)];
        const cpu = stats => stats.cpu_user_s + stats.cpu_system_s;
        return (cpu(to) - cpu(from)) / (to.uptime_s - from.uptime_s);
    }

    // Seconds between one answer and the next.
    gaps(name) {
        const {answers} = this.of(name);
        return answers.slice(1).map((stats, i) =>
            stats.uptime_s - answers[i].uptime_s);
    }

    longestGap(name) {
        const gaps = this.gaps(name);
        return gaps.length ? greatest(gaps) : undefined;
    }

    usualGap(name) {
        const gaps = this.gaps(name);
        return gaps.length >= 5 ? median(gaps) : undefined;
    }

    // Whether it answered quickly again after its longest gap.
    recovered(name) {
        const gaps = this.gaps(name);
        const after = gaps.slice(gaps.indexOf(greatest(gaps)) + 1);
        return after.length > 4 && median(after.slice(-5)) < 0.4;
    }

    // For how many seconds it has answered nobody, not even this page.
    silence(name) {
        return this.of(name).silent / 1000;
    }
}

const whole = n => Math.round(n).toLocaleString('en');
const tenth = n => n.toFixed(n < 10 ? 1 : 0);

// Each of these makes a promise: its words, and judge(seen) -> {said, kept},
// where kept is null as long as nothing can be said.
function promise(words, measure, judge, say) {
    return {words, judge(seen) {
        const value = measure(seen);
        const known = [].concat(value).every(part => part !== undefined);
        return {said: known ? say(value) : 'no number yet',
            kept: known ? judge(value) : null};
    }};
}

export const atMost = (name, rate, words) => promise(
    words ?? `${name} answers at most ${whole(rate)} a second`,
    // A tenth more for clocks that are read at different moments.
    seen => seen.rate(name), value => value > 0 && value <= rate * 1.1 + 1,
    value => `${whole(value)} a second`);

export const atLeast = (name, rate, words) => promise(
    words ?? `${name} answers ${whole(rate)} a second or more`,
    seen => seen.rate(name), value => value >= rate,
    value => `${whole(value)} a second`);

export const timesAsFast = (more, less, factor, words) => promise(
    words ?? `${more} answers ${factor} times as many as ${less}, or more`,
    seen => [seen.rate(more), seen.rate(less)],
    ([a, b]) => b > 0 && a >= factor * b,
    ([a, b]) => `${whole(a)} to ${whole(b)}`);

export const threadsFor = (name, customers) => promise(
    `${name} has a thread for each of ${whole(customers)} customers`,
    seen => seen.most(name, 'threads'), value => value >= customers,
    value => `${whole(value)} threads`);

export const fewThreads = (name, customers, limit = 8) => promise(
    `${name} holds ${whole(customers)} customers with ${limit} threads or less`,
    seen => [seen.most(name, 'connections.open'), seen.last(name, 'threads')],
    ([open, threads]) => open >= customers && threads <= limit,
    ([open, threads]) => `${whole(open)} with ${whole(threads)}`);

export const coresAtMost = (name, cores) => promise(
    `${name} uses no more than ${cores === 1 ? 'one core' : `${cores} cores`}`,
    seen => seen.cores(name), value => value > 0 && value <= cores * 1.05,
    value => `${value.toFixed(2)} cores`);

export const countAtLeast = (name, path, least, what) => promise(
    `${name}: ${whole(least)} ${what}, or more`,
    seen => seen.most(name, path), value => value >= least,
    whole);

export const growsBy = (name, path, least, what) => promise(
    `${name}: ${whole(least)} ${what}, or more`,
    seen => seen.growth(name, path), value => value >= least,
    whole);

export const standsStill = (name, seconds) => promise(
    `${name} stands still for ${seconds} s, or longer`,
    seen => seen.longestGap(name), value => value >= seconds,
    value => `${tenth(value)} s`);

export const recovers = name => promise(
    `${name} answers quickly again afterwards`,
    seen => seen.usualGap(name) === undefined ? undefined :
        seen.recovered(name),
    value => value, value => value ? 'it does' : 'not yet');

export const slowerToAnswer = (slow, quick, factor) => promise(
    `This page waits for ${slow} ${factor} times as long as for ${quick}, ` +
        'or longer',
    seen => [seen.usualGap(slow), seen.usualGap(quick)],
    ([a, b]) => a >= factor * b,
    ([a, b]) => `${tenth(a * 1000)} and ${tenth(b * 1000)} ms`);

export const silent = (name, seconds) => promise(
    `${name} is there, and answers nobody for ${seconds} s`,
    seen => seen.silence(name), value => value >= seconds,
    value => `${tenth(value)} s`);

export const queueOutside = (name, least) => promise(
    `At ${name}, ${whole(least)} or more queue outside`,
    seen => seen.of(name).waiting || undefined, value => value >= least,
    value => `${whole(value)} outside`);
