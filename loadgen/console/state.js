// state.js: what the page knows, and who wants to hear of it.
//
// A source (stream.js or a recording) calls tell(). Everybody else listens
// with on() and asks for changes with choose() and send(). Nothing here
// touches the document.

const history_ms = 120000; // samples older than this are forgotten
const most_notes = 2000;   // and notes beyond so many, as in the console

export const state = {
    config: null,  // what the console was started with
    sample: null,  // the newest
    samples: [],   // those of the last two minutes, oldest first
    notes: [],     // what was done so far, oldest first
    live: false,   // samples are arriving now
    late: 0,       // ms that the newest took longer to come than the quickest
    replay: false, // they come from a recording
    left: 'B',     // names of the two restaurants on show
    right: 'D',
    view: 'charts', // or 'timeline'
    controls: {running: false, clients: 100, menu: 'wait', arrival: 'closed',
        rate: 500, whom: 'both'},
};

const listeners = new Map();

// Calls f(value) whenever `kind` is told; returns what ends that. Who draws
// listens for a 'look' (frames.js), not for each 'sample'.
export function on(kind, f) {
    if (!listeners.has(kind))
        listeners.set(kind, new Set());
    listeners.get(kind).add(f);
    return () => listeners.get(kind).delete(f);
}

const file = {
    config(config) {
        state.config = config;
        state.replay = Boolean(config.replay) || state.replay;
        keepNamesKnown();
    },
    sample(sample) {
        if (state.sample && sample.t < state.sample.t)
            state.samples = []; // the console began anew
        state.sample = sample;
        state.samples.push(sample);
        while (state.samples[0].t < sample.t - history_ms)
            state.samples.shift();
    },
    // A new connection, or a recording from its start.
    forget() {
        state.sample = null;
        state.samples = [];
        state.notes = [];
    },
    // A recording that jumped: all samples before the place, oldest first.
    history(samples) {
        state.samples = samples.slice();
        state.sample = samples.at(-1) ?? null;
    },
    note(note) {
        state.notes.push(note);
        if (state.notes.length > most_notes)
            state.notes.shift();
    },
    live(live) {
        state.live = live;
    },
};

export function tell(kind, value) {
    file[kind]?.(value);
    for (const f of [...listeners.get(kind) ?? []])
        f(value);
}

// Names in the address may be of servers that this console does not have.
function keepNamesKnown() {
    const names = state.config.servers.map(server => server.name);
    const pick = (wanted, other) => names.includes(wanted) ? wanted
        : names.find(name => name !== other) ?? names[0];
    state.left = pick(state.left, state.right);
    state.right = pick(state.right, state.left);
    if (state.right === state.left)
        state.right = names.find(name => name !== state.left) ?? state.left;
}

export const shown = () => [state.left, state.right];

export const server = name =>
    state.config?.servers.find(one => one.name === name);

// The names that `whom` stands for.
export function chosen() {
    const {whom} = state.controls;
    const names = whom === 'both' ? shown() : [state[whom]];
    return [...new Set(names)];
}

const between = (low, value, high) => Math.min(high, Math.max(low, value));

const allowed = {
    clients: value => between(1, Math.round(value),
        state.config?.max_clients ?? 10000),
    rate: value => between(1, Math.round(value), 50000),
    menu: value => !state.config ||
        state.config.menu.some(entry => entry.id === value) ? value : NaN,
    arrival: value => ['closed', 'open'].includes(value) ? value : NaN,
    whom: value => ['both', 'left', 'right'].includes(value) ? value : NaN,
};

function chooseRestaurants({left = state.left, right = state.right}) {
    if (left === right) // the other side takes what this one gave up
        [left, right] = left === state.left ? [state.right, right]
            : [left, state.left];
    if (left === state.left && right === state.right)
        return;
    state.left = left;
    state.right = right;
    if (state.config)
        keepNamesKnown();
    tell('shown', shown());
}

// Changes what is on show or what the controls say. Values that make no
// sense are left out. Nothing is sent to a server.
export function choose(wanted) {
    if (wanted.left !== undefined || wanted.right !== undefined)
        chooseRestaurants(wanted);
    if (['charts', 'timeline'].includes(wanted.view) &&
        wanted.view !== state.view) {
        state.view = wanted.view;
        tell('view', state.view);
    }
    let changed = false;
    for (const [name, check] of Object.entries(allowed)) {
        if (wanted[name] === undefined)
            continue;
        const value = check(wanted[name]);
        if (Number.isNaN(value) || value === state.controls[name])
            continue;
        state.controls[name] = value;
        changed = true;
    }
    if (changed)
        tell('controls', state.controls);
}

export const token = () => globalThis.location
    ? new URLSearchParams(location.search).get('token') : null;

// An address of the console's, with the token if this page has one.
export const api = path => token()
    ? `${path}${path.includes('?') ? '&' : '?'}token=` +
        encodeURIComponent(token()) : path;

const held = new Set();
const free = ['/api/question', '/api/vote', '/api/reveal', '/api/reset'];

// f(path, body) is asked before each change: what its promise waits for, the
// change waits for too, and its refusal is the change's. Returns what ends it.
export function before(f) {
    held.add(f);
    return () => held.delete(f);
}

async function ask(path, body) {
    if (state.replay)
        throw new Error('this is a recording: nothing can be changed');
    if (!free.includes(path))
        await Promise.all([...held].map(f => f(path, body)));
    const reply = await fetch(api(path), {method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify(body)}).catch(() => {
        throw new Error('the console does not answer: is it still running?');
    });
    const answer = await reply.json().catch(() => ({}));
    if (!reply.ok)
        throw new Error(answer.error ?? `the console said ${reply.status}`);
    return answer;
}

// Asks the console for something. An error is told to everybody, and then
// thrown to the caller.
export async function send(path, body = {}) {
    try {
        return await ask(path, body);
    } catch (error) {
        tell('error', error.message);
        throw error;
    }
}
