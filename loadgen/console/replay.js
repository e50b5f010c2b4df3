// replay.js: a recorded session, played on the same page.
//
// The recording is in the page itself (scripts/replay-page), at ?replay=FILE,
// or what `loadgen console --replay` serves. Its samples are told as if they
// came now; so every number is one that was recorded.
import {changed, remember} from './address.js';
import {everyFrame} from './frames.js';
import {key} from './keys.js';
import {at, make} from './make.js';
import {api, state, tell} from './state.js';

const speeds = [1, 2, 5, 20];
const past_ms = 120000; // what charts show beside the moment
const step_ms = 100;    // of the scrubber: its last reaches the end

let session = null;
let start = 0, end = 0; // ms, of the first and the last sample
let position = 0;
let next = 0;      // index of the first sample that is still to be told
let nextNote = 0;
let playing = false;
let speed = 1;
let wanted = null; // where to jump with the next frame

// ---- playing -----------------------------------------------------------

// The index of the first of a list, in order of t, that comes after `t`.
function after(list, t) {
    let low = 0, high = list.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle].t <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

function jump(t) {
    position = Math.min(end, Math.max(start, t));
    const {samples, notes} = session;
    next = after(samples, position);
    nextNote = after(notes, position);
    tell('forget');
    for (const note of notes.slice(0, nextNote))
        tell('note', note);
    const now = samples[next - 1];
    tell('history', samples.slice(after(samples, now.t - past_ms), next - 1));
    tell('sample', now);
}

function advance(passed) {
    position = Math.min(end, position + passed * speed);
    const {samples, notes} = session;
    for (; nextNote < notes.length && notes[nextNote].t <= position; nextNote++)
        tell('note', notes[nextNote]);
    for (; next < samples.length && samples[next].t <= position; next++)
        tell('sample', samples[next]);
    if (position >= end)
        play(false);
}

function frame(now, passed) {
    if (wanted !== null) {
        jump(wanted);
        wanted = null;
        show();
    } else if (playing) {
        advance(passed);
        show();
    }
}

function play(now) {
    if (now && position >= end)
        wanted = start;
    playing = now;
    at('replay-play').textContent = playing ? 'Pause' : 'Play';
    if (!playing)
        changed();
}

// ---- the bar below -----------------------------------------------------

function clock(ms) {
    const seconds = Math.max(0, Math.floor((ms - start) / 1000));
    return `${Math.floor(seconds / 60)}:${
        String(seconds % 60).padStart(2, '0')}`;
}

function show() {
    const scrubber = at('replay-scrubber');
    const text = `${clock(position)} of ${clock(end)}`;
    scrubber.value = position;
    scrubber.style.setProperty('--part',
        `${100 * (position - start) / (end - start || 1)}%`);
    scrubber.setAttribute('aria-valuetext', text);
    if (at('replay-clock').textContent !== text)
        at('replay-clock').textContent = text;
}

const kinds = {load: 'load', spike: 'spike', slow: 'slow customers',
    freeze: 'freeze', thaw: 'thaw', reset: 'reset', question: 'question',
    reveal: 'the vote', down: 'down', up: 'up again'};

function inWords({t, kind, servers = [], what = {}}) {
    const {clients, menu, text} = what ?? {};
    return [clock(t), kinds[kind], servers.join(' '), menu ?? '',
        clients === undefined ? '' : clients, text ?? ''].filter(part =>
        part !== '').join(' ');
}

const told = () => session.notes.filter(note => note.kind in kinds);

function seek(t) {
    wanted = t;
    changed();
}

const choiceOf = (id, label, choices, f) => make('select',
    {id, 'aria-label': label, onchange: event => f(event.target)},
    ...choices.map(([value, text]) => make('option', {value}, text)));

function build() {
    at('replay').append(
        make('button', {type: 'button', id: 'replay-play',
            onclick: () => play(!playing)}, 'Play'),
        make('input', {type: 'range', id: 'replay-scrubber', min: start,
            max: start + Math.ceil((end - start) / step_ms) * step_ms,
            step: step_ms, value: start, 'aria-label': 'moment',
            oninput: event => seek(Number(event.target.value))}),
        make('output', {id: 'replay-clock'}),
        choiceOf('replay-speed', 'speed', speeds.map(n => [n, `${n} ×`]),
            ({value}) => { speed = Number(value); }),
        choiceOf('replay-notes', 'what was done', [['', 'What was done'],
            ...told().map(note => [note.t, inWords(note)])], select => {
            if (select.value !== '')
                seek(Number(select.value));
        }));
    at('replay').hidden = false;
}

// ---- finding it --------------------------------------------------------

async function fetchSession(address) {
    const reply = await fetch(address);
    if (!reply.ok)
        throw new Error(`no recording at ${address}: ${reply.status}`);
    return reply.json();
}

// A session, or null when this page is live.
async function find() {
    const inside = at('session');
    if (inside)
        return JSON.parse(inside.textContent);
    const address = new URLSearchParams(location.search).get('replay');
    if (address)
        return fetchSession(address);
    const reply = await fetch(api('/api/config')).catch(() => null);
    const config = reply?.ok ? await reply.json() : null;
    return config?.replay ? fetchSession(api('/api/session')) : null;
}

function usable(found) {
    if (!Array.isArray(found?.samples) || !found.samples.length ||
        !found.config?.servers?.length || !Array.isArray(found.config.menu))
        throw new Error('this recording holds no samples');
    return {config: {...found.config, replay: true}, samples: found.samples,
        notes: found.notes ?? []};
}

function begin() {
    start = session.samples[0].t;
    end = session.samples.at(-1).t;
    tell('config', session.config);
    tell('live', true);
    build();
    key(' ', 'play or pause the recording', () => play(!playing), 'space');
    wanted = start;
    remember('t', () => playing || position === start ? null :
        (position / 1000).toFixed(1), text => {
        if (text !== null && Number.isFinite(Number(text)))
            wanted = Math.round(Number(text) * 1000);
    });
}

// Resolves with whether there is a recording; then it is on show, paused.
export async function startReplay() {
    let found = null;
    try {
        found = await find();
        session = found && usable(found);
    } catch (error) {
        tell('error', error.message);
        return true;
    }
    if (!session)
        return false;
    begin();
    everyFrame(frame);
    return true;
}
