// figures.js: from samples to the numbers that the page shows.
//
// Pure functions. Every number is one that a server told of itself in /stats,
// that the kernel told of it, or that the load generator told, or a
// difference of two of them. What nobody told is null.

const stale_ms = 500; // /stats older than this are not shown as live

// 'true'; 'stale': it is there, but what it last said is old; 'false': it is
// not there, or never said anything.
export function standing(one) {
    if (!one?.stats?.needs)
        return 'false';
    if (one.up && !one.frozen && one.age_ms <= stale_ms)
        return 'true';
    return one.up || one.frozen || one.kernel ? 'stale' : 'false';
}

const helpers_of = command =>
    Number(/--helpers=(\d+)/.exec(command ?? '')?.[1] ?? 0);

// Where the customers of one server are, and its staff; null when it is not
// there. Only `outside` is the kernel's, and so it is never old.
export function places(one, config, cores) {
    if (standing(one) === 'false')
        return null;
    const {needs, threads, model} = one.stats;
    const counter = needs.read + needs.write + (needs.turn ?? 0) +
        (needs.finish ?? 0);
    const evented = model === 'evented';
    const waiting = needs.sleep + needs.work + needs.news;
    return {
        evented,
        outside: one.kernel?.waiting ?? null,
        counter,
        oven: needs.sleep,
        kitchen: needs.work,
        board: needs.news,
        inside: counter + waiting,
        cashiers: threads,
        helpers: evented ? Math.min(helpers_of(config?.command), threads - 1)
            : 0,
        buzzers: evented ? waiting : 0,
        cooks: cores ?? null,
    };
}

// The oldest sample of the last second that has these stats' process; in an
// old part of a recording, where there is none, the one before.
function earlier(samples, name, stats) {
    const until = samples.at(-1).t - 1050;
    let found = null;
    for (let i = samples.length - 2; i >= 0; i--) {
        const then = samples[i].servers[name]?.stats;
        if (!then || then.pid !== stats.pid || found && samples[i].t < until)
            break;
        found = {sample: samples[i], then};
    }
    return found;
}

// How many requests from the sample `from` on were for /stats itself: as the
// console counted them, or one each time that the server's clock moved.
function polls(samples, name, from) {
    const asked = sample => sample.servers[name].asked;
    if (asked(from) !== undefined)
        return asked(samples.at(-1)) - asked(from);
    let uptime = null, n = -1;
    for (let i = samples.indexOf(from); i < samples.length; i++) {
        const now = samples[i].servers[name]?.stats?.uptime_s;
        if (now === undefined || now === uptime)
            continue;
        uptime = now;
        n++;
    }
    return Math.max(n, 0);
}

// What the server's own counters did over about the last second.
function pace(samples, name, stats) {
    const from = earlier(samples, name, stats);
    const s = from ? stats.uptime_s - from.then.uptime_s : 0;
    if (s < 0.05)
        return {rate: null, cpu: null};
    const served = stats.requests.served - from.then.requests.served -
        polls(samples, name, from.sample);
    const used = stats.cpu_user_s + stats.cpu_system_s -
        from.then.cpu_user_s - from.then.cpu_system_s;
    return {rate: Math.max(served, 0) / s, cpu: Math.max(used, 0) / s};
}

const cpuOf = kernel => kernel?.cpu_s ?? null;

// The same of CPU alone, when only the kernel still answers. It knows of no
// process before that has answered once.
function kernelCpu(samples, name, kernel) {
    const last = samples.at(-1);
    const from = samples.find(sample => sample.t >= last.t - 1050 &&
        cpuOf(sample.servers[name]?.kernel) !== null);
    const ms = from ? last.t - from.t : 0;
    if (cpuOf(kernel) === null || ms < 50)
        return null;
    return Math.max(0, cpuOf(kernel) - cpuOf(from.servers[name].kernel)) *
        1000 / ms;
}

const loaded = load =>
    load && ['starting', 'running', 'ended'].includes(load.state);

// What a server says of itself; the kernel, when it does not say.
function own(samples, name, one) {
    if (standing(one) === 'true')
        return {...pace(samples, name, one.stats),
            threads: one.stats.threads, memory: one.stats.rss_bytes};
    if (!one?.kernel)
        return {rate: null, cpu: null, threads: null, memory: null};
    return {rate: null, cpu: kernelCpu(samples, name, one.kernel),
        threads: one.kernel.threads ?? null,
        memory: one.kernel.rss_bytes ?? null};
}

// The tiles of one server. Waits and errors are the generator's, as its
// clients felt them.
export function tiles(samples, name) {
    const one = samples.at(-1)?.servers[name];
    const load = loaded(one?.load) ? one.load : null;
    const running = load?.state === 'running';
    const {rate, ...rest} = own(samples, name, one);
    const felt = running ? load.rate ?? null : null;
    return {
        rate: load?.menu === 'feed' ? felt : rate ?? felt,
        p50: running ? load.p50_us ?? null : null,
        p99: running ? load.p99_us ?? null : null,
        longest: running ? load.longest_us ?? null : null,
        ...rest,
        errors: load?.errors ?? null,
    };
}

const many = n => n.toLocaleString('en');
const people = n => n === 1 ? '1 customer' : `${many(n)} customers`;
const staff = n => n === 1 ? 'One cashier' : `${many(n)} cashiers`;

// Why its numbers are not live.
function trouble(one) {
    if (one?.frozen)
        return 'Frozen: its process is stopped (SIGSTOP).';
    if (!one?.stats && one?.kernel)
        return 'The door is open, but it has not answered yet.';
    if (standing(one) === 'false')
        return `Closed: ${one?.why || 'it does not answer'}.`;
    return `No answer for ${((one.age_ms ?? 0) / 1000).toFixed(1)} s: ` +
        'the staff is busy.';
}

// One sentence about what there is to see.
export function said(one, at) {
    if (standing(one) !== 'true')
        return trouble(one);
    if (at.outside > at.inside / 10 && at.outside > 1)
        return `${people(at.outside)} outside, ${many(at.inside)} inside.`;
    if (at.inside <= 1)
        return 'Open. Only this console is here, to ask for the numbers.';
    if (!at.evented)
        return `${staff(at.cashiers)}: every customer keeps one to the end.`;
    const back = at.helpers ? `, ${at.helpers} in the back` : '';
    return `${staff(at.cashiers - at.helpers)}${back}: ` +
        `${many(at.buzzers)} of ${many(at.inside)} hold a buzzer.`;
}
