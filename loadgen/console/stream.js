// stream.js: the console's stream of samples and notes.
//
// A page that hears nothing for a while says so; the browser reconnects.
import {api, state, tell} from './state.js';

const silence_ms = 1500;
const creep_ms = 0.02; // a sample, for two clocks that differ a little
let heard = 0;
let quickest = Infinity; // the least by which our clock was ahead of a sample

// A page that cannot keep up hears old samples: they are not live.
function judge({t}) {
    const silent = !state.live && !state.late;
    heard = performance.now();
    quickest = Math.min(quickest + creep_ms, heard - t);
    state.late = heard - t - quickest;
    const live = state.late < silence_ms;
    if (live !== state.live || silent)
        tell('live', live);
}

const take = kind => event => {
    const value = JSON.parse(event.data);
    if (kind === 'sample')
        judge(value);
    tell(kind, value);
};

// Why there is no stream is only told to one who asks.
async function explain() {
    const reply = await fetch(api('/api/config')).catch(() => null);
    const answer = await reply?.json().catch(() => null);
    if (answer?.error)
        tell('error', answer.error);
}

function watch() {
    if (!state.live || performance.now() - heard <= silence_ms)
        return;
    state.late = 0;
    tell('live', false);
}

export function startStream() {
    const source = new EventSource(api('/api/stream'));
    source.addEventListener('open', () => {
        state.notes.length = 0; // all of them come again
        quickest = Infinity;
    });
    for (const kind of ['config', 'sample', 'note'])
        source.addEventListener(kind, take(kind));
    source.addEventListener('error', () => {
        state.late = 0;
        tell('live', false);
        if (!state.config)
            explain();
    });
    setInterval(watch, 250);
}
