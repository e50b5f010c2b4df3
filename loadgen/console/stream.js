// stream.js: the console's stream of samples and notes.
//
// A page that hears nothing for a while says so; the browser reconnects.
import {api, state, tell} from './state.js';

const silence_ms = 1500;
let heard = 0;

const take = kind => event => {
    if (kind === 'sample') {
        heard = performance.now();
        if (!state.live)
            tell('live', true);
    }
    tell(kind, JSON.parse(event.data));
};

// Why there is no stream is only told to one who asks.
async function explain() {
    const reply = await fetch(api('/api/config')).catch(() => null);
    const answer = await reply?.json().catch(() => null);
    if (answer?.error)
        tell('error', answer.error);
}

function watch() {
    if (state.live && performance.now() - heard > silence_ms)
        tell('live', false);
}

export function startStream() {
    const source = new EventSource(api('/api/stream'));
    source.addEventListener('open', () => {
        state.notes.length = 0; // all of them come again
    });
    for (const kind of ['config', 'sample', 'note'])
        source.addEventListener(kind, take(kind));
    source.addEventListener('error', () => {
        tell('live', false);
        if (!state.config)
            explain();
    });
    setInterval(watch, 250);
}
