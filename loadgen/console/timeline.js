// timeline.js: a moment of both servers, slowly: which thread did what, for
// whom, and who waited meanwhile.
//
// The traces are the servers' own (--trace), of an extra copy of each that
// the console starts for a second; the same file opens in Perfetto.
import {everyFrame} from './frames.js';
import {key} from './keys.js';
import {at, make} from './make.js';
import {api, on, server, shown, state} from './state.js';
import {ink} from './theme.js';
import {atMoment, needs, readTrace} from './trace.js';

const record_ms = 1000;
const spans = [['all', 0], ['200 ms', 200], ['50 ms', 50], ['10 ms', 10]];
const speeds = [['a tenth', 0.1], ['a fiftieth', 0.02], ['a 500th', 0.002]];

let traces = [];     // {name, text, file, lanes, length}, at most two
let position = 0;    // ms
let playing = false;
let span = 0;        // ms that are on show; 0: all
let speed = 0.02;
let dirty = true;
let recording = false;

const length = () => Math.max(0, ...traces.map(trace => trace.length));
const tall = () => document.documentElement.dataset.tall === '1';

// ---- colours: the style sheet has them, by need ------------------------

let colours = null;
function colourOf(what) {
    if (!colours) {
        colours = {};
        for (const need of needs)
            colours[need.what] = getComputedStyle(at('timeline-legend')
                .querySelector(`[data-need="${need.what}"] i`)).backgroundColor;
    }
    return colours[what];
}

// ---- drawing -----------------------------------------------------------

// What is on show: [from, to] in ms, with the position in its middle.
function range() {
    const all = length();
    if (!span || span >= all)
        return [0, all || 1];
    const from = Math.min(Math.max(0, position - span / 2), all - span);
    return [from, from + span];
}

function fit(canvas) {
    const ratio = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height)
        [canvas.width, canvas.height] = [width, height];
    return {ratio, width, height};
}

function drawBars(paint, {bars}, {x, y, row}) {
    for (const {what, height} of needs) {
        paint.fillStyle = colourOf(what);
        for (const bar of bars) {
            if (bar.what !== what)
                continue;
            const left = x(bar.from), right = x(bar.to);
            // What is still to come is a shadow.
            paint.globalAlpha = bar.from > position ? 0.45 : 1;
            if (right >= x.left && left <= x.right)
                paint.fillRect(Math.max(left, x.left), y + row *
                    (1 - height) / 2, Math.max(1, Math.min(right, x.right) -
                    Math.max(left, x.left)), row * height);
        }
    }
    paint.globalAlpha = 1;
}

function drawTrace(canvas, {lanes}) {
    const {ratio, width, height} = fit(canvas);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const letters = Math.min(0.8 * rem * ratio, height / (lanes.length + 1));
    const axis = letters * 1.5;
    const margin = Math.min(6.2 * rem * ratio, width / 4);
    const row = (height - axis) / Math.max(lanes.length, 1);
    const [from, to] = range();
    const x = ms => margin + (width - margin) * (ms - from) / (to - from);
    [x.left, x.right] = [margin, width];
    const paint = canvas.getContext('2d');
    paint.clearRect(0, 0, width, height);
    paint.font = `${letters}px system-ui, sans-serif`;
    paint.textBaseline = 'middle';
    lanes.forEach((lane, i) => {
        paint.fillStyle = lane.thread ? ink().text : ink().soft;
        paint.textAlign = 'left';
        paint.fillText(lane.label, 0, (i + 0.5) * row, margin - 4 * ratio);
        drawBars(paint, lane, {x, y: i * row, row});
    });
    drawAxis(paint, {x, from, to, y: height - axis / 2, ratio});
    paint.fillStyle = ink().warn;
    paint.fillRect(x(Math.min(position, to)) - ratio, 0, 2 * ratio,
        height - axis);
}

// A mark at each round number, ten at most.
function drawAxis(paint, {x, from, to, y}) {
    const rough = (to - from) / 8;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
    paint.fillStyle = ink().soft;
    paint.textAlign = 'center';
    for (let n = Math.ceil(from / step); n * step < to; n++)
        paint.fillText(`${+(n * step).toPrecision(6)}${n ? '' : ' ms'}`,
            Math.max(x(n * step), x.left + 12), y);
}

// ---- in words ----------------------------------------------------------

function inWords(trace) {
    const counts = atMoment(trace, position);
    const parts = needs.filter(({what}) => counts[what]).map(({what, label}) =>
        `${counts[what]} ${label}`);
    return `${trace.name} at ${position.toFixed(1)} ms: ${
        parts.join(', ') || 'nobody does anything'}`;
}

function show() {
    dirty = false;
    traces.forEach((trace, i) => {
        const canvas = at(`trace-${i}`);
        drawTrace(canvas, trace);
        const words = inWords(trace);
        canvas.setAttribute('aria-label', `${words} (${
            trace.lanes.length} lanes)`);
        at(`trace-words-${i}`).textContent = words;
    });
    const scrubber = at('trace-scrubber');
    scrubber.value = position;
    scrubber.style.setProperty('--part',
        `${100 * position / (length() || 1)}%`);
    scrubber.setAttribute('aria-valuetext', `${position.toFixed(1)} ms`);
}

function frame(now, passed) {
    if (state.view !== 'timeline' || !traces.length)
        return;
    if (playing) {
        position = Math.min(length(), position + passed * speed);
        if (position >= length())
            play(false);
        dirty = true;
    }
    if (dirty)
        show();
}

function play(wanted) {
    if (wanted && position >= length())
        position = 0;
    playing = wanted && traces.length > 0;
    at('trace-play').textContent = playing ? 'Pause' : 'Play';
    dirty = true;
}

function seek(ms) {
    position = Math.min(length(), Math.max(0, ms));
    dirty = true;
}

// ---- recording ---------------------------------------------------------

async function fetchTrace(name) {
    const reply = await fetch(api(`/api/trace?server=${
        encodeURIComponent(name)}&ms=${record_ms}`)).catch(() => {
        throw new Error('the console does not answer: is it still running?');
    });
    const text = await reply.text();
    if (!reply.ok) {
        let why = `the console said ${reply.status}`;
        try {
            why = JSON.parse(text).error ?? why;
        } catch { /* no JSON: the status has to do */ }
        throw new Error(why);
    }
    const file = URL.createObjectURL(new Blob([text],
        {type: 'application/json'}));
    return {name, file, ...readTrace(JSON.parse(text))};
}

function say(text) {
    at('trace-says').textContent = text;
}

async function record() {
    if (recording)
        return;
    recording = true;
    at('trace-record').disabled = true;
    try {
        const fresh = [];
        for (const name of shown()) {
            say(`An extra copy of ${name} is at work ...`);
            fresh.push(await fetchTrace(name));
        }
        traces.forEach(trace => URL.revokeObjectURL(trace.file));
        traces = fresh;
        say('Extra copies of both servers, a mixed load. Times are from the ' +
            'first request on.');
        layOut();
    } catch (error) {
        say(error.message);
    }
    recording = false;
    at('trace-record').disabled = false;
}

function layOut() {
    at('traces').replaceChildren(...traces.map((trace, i) => make('figure', {},
        make('figcaption', {},
            make('b', {}, `${trace.name} `), server(trace.name)?.model ?? '',
            ' ', make('a', {href: trace.file, id: `trace-file-${i}`,
                download: `trace-${trace.name}.json`}, 'for Perfetto')),
        make('canvas', {id: `trace-${i}`, role: 'img'}),
        make('p', {id: `trace-words-${i}`, className: 'trace-words'}))));
    at('trace-scrubber').max = length();
    for (const id of ['trace-play', 'trace-scrubber'])
        at(id).disabled = !traces.length;
    seek(0);
    play(false);
}

// ---- the parts ---------------------------------------------------------

const choiceOf = (id, label, choices, value, f) => make('select', {id,
    'aria-label': label, onchange: event => f(Number(event.target.value))},
...choices.map(([text, number]) => make('option',
    {value: number, selected: number === value}, text)));

function legend() {
    return make('p', {id: 'timeline-legend'}, ...needs.map(({what, label}) =>
        make('span', {data: {need: what}},
            make('i', {'aria-hidden': 'true'}), label)));
}

function makeTall() {
    document.documentElement.dataset.tall = tall() ? '0' : '1';
    at('trace-tall').setAttribute('aria-pressed', String(tall()));
    dirty = true;
}

// Whoever looks for the first time sees something.
function opened() {
    if (state.replay) {
        at('trace-record').disabled = true;
        say('A recording has no traces in it.');
    } else if (state.view === 'timeline' && state.config && !traces.length) {
        record();
    }
}

function build() {
    at('timeline').replaceChildren(
        make('div', {className: 'timeline-do'},
            make('button', {type: 'button', id: 'trace-record',
                onclick: record}, 'Record a second'),
            make('button', {type: 'button', id: 'trace-play', disabled: true,
                onclick: () => play(!playing)}, 'Play'),
            make('input', {type: 'range', id: 'trace-scrubber', min: 0, max: 1,
                step: 0.1, value: 0, disabled: true, 'aria-label': 'moment',
                oninput: event => seek(Number(event.target.value))}),
            choiceOf('trace-speed', 'speed', speeds, speed,
                value => { speed = value; }),
            choiceOf('trace-span', 'how much is on show', spans, span,
                value => {
                    span = value;
                    dirty = true;
                }),
            make('button', {type: 'button', id: 'trace-tall',
                'aria-pressed': 'false', onclick: makeTall}, 'Larger')),
        make('p', {id: 'trace-says', role: 'status'}),
        legend(), make('div', {id: 'traces'}));
}

export function startTimeline() {
    build();
    key(' ', 'play or pause', () => {
        if (state.view === 'timeline')
            play(!playing);
    }, 'space');
    everyFrame(frame);
    for (const kind of ['view', 'theme'])
        on(kind, () => {
            colours = null;
            dirty = true;
        });
    addEventListener('resize', () => { dirty = true; });
    on('view', opened);
    on('config', opened);
}
