// charts.js: the last minute of both restaurants, drawn by dygraphs.
//
// A line ends where there is nothing to tell. Vertical lines are what was
// caused. Left and right are told apart by colour and by the letter at the
// line's end.
import {tiles} from './figures.js';
import {short, shortWait, bytes} from './format.js';
import {on, shown, state, tell} from './state.js';
import {ink} from './theme.js';

const window_s = 60;
const hole_s = 2.5; // a longer silence is a hole in the line
const causes = {load: 'load', spike: 'spike', slow: 'slow', freeze: 'freeze',
    reset: 'reset'};

// What each chart shows of tiles(); its first is drawn thick.
const kinds = {
    rate: {tiles: ['rate'], log: false, least: 10, label: short},
    wait: {tiles: ['p99', 'p50'], log: true, least: 1000, label: shortWait},
    threads: {tiles: ['threads'], log: true, least: 10, label: short},
    memory: {tiles: ['memory'], log: false, least: 10e6, label: bytes},
};

const charts = [];
let turn = 0;

const rem = () =>
    parseFloat(getComputedStyle(document.documentElement).fontSize);

// ---- rows: time and values ----------------------------------------------

const ofBoth = samples => ({t: samples.at(-1).t / 1000,
    told: shown().map(name => tiles(samples, name))});

function row(kind, {t, told}) {
    return [t, ...kind.tiles.flatMap(tile => told.map(one => {
        const value = one[tile];
        return !Number.isFinite(value) || kind.log && value <= 0 ? null : value;
    }))];
}

const nothing = (kind, t) =>
    [t, ...kind.tiles.flatMap(() => [null, null])];

function append(chart, moment) {
    const {kind, rows} = chart, next = row(kind, moment);
    while (rows.length && rows.at(-1)[0] >= next[0])
        rows.pop(); // the console began anew
    const last = rows.at(-1)?.[0] ?? next[0];
    const usual = last - (rows.at(-2)?.[0] ?? last);
    if (next[0] - last > Math.max(hole_s, 3 * usual))
        rows.push(nothing(kind, last + 0.1)); // a hole is no line
    rows.push(next);
    while (rows[0][0] < next[0] - window_s - 1)
        rows.shift();
}

function appendAll(samples) {
    const moment = ofBoth(samples);
    for (const chart of charts)
        append(chart, moment);
}

// All rows anew: other restaurants, or another place in a recording.
function rebuild() {
    const {samples} = state;
    const from = samples.findIndex(sample =>
        sample.t >= samples.at(-1).t - window_s * 1000);
    for (const chart of charts)
        chart.rows = [];
    for (let i = Math.max(from, 0); i < samples.length; i++)
        appendAll(samples.slice(Math.max(0, i - 14), i + 1));
    charts.forEach(update);
}

// ---- axes ---------------------------------------------------------------

// The next of 1, 2 or 5 times a power of ten.
function round(value) {
    const ten = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 5, 10].find(n => n * ten >= value * 0.999) * ten;
}

function range({kind, rows}) {
    const values = rows.flatMap(one => one.slice(1)).filter(v => v !== null);
    const most = Math.max(kind.least, ...values);
    if (!kind.log)
        return [0, round(most) * 1.06];
    const least = Math.min(most, ...values);
    const low = Math.floor(Math.log10(least));
    return [10 ** low * 0.7,
        10 ** Math.max(low + 1, Math.ceil(Math.log10(most))) * 1.4];
}

function ticks(low, high, {kind}) {
    if (!kind.log)
        return [0, high / 2.12, high / 1.06]
            .map(v => ({v, label: kind.label(v)}));
    const first = Math.ceil(Math.log10(low)), last = Math.log10(high);
    if (!Number.isFinite(last - first)) // no steps lead on, or to the end
        return [];
    const step = last - first > 3 ? 2 : 1, all = [];
    for (let power = first; power <= last; power += step)
        all.push({v: 10 ** power, label: kind.label(10 ** power)});
    return all;
}

const ago = [[60, ''], [30, '−30 s'], [0.1, 'now']];

// ---- drawing ------------------------------------------------------------

function marks(c, area, graph, chart) {
    const {soft} = ink(), size = rem() * 0.8;
    let free = area.x;
    c.save();
    c.strokeStyle = c.fillStyle = soft;
    c.font = `${size}px system-ui, sans-serif`;
    c.setLineDash([size / 4, size / 4]);
    for (const note of state.notes) {
        const x = graph.toDomXCoord(note.t / 1000), word = causes[note.kind];
        if (!word || x < area.x || x > area.x + area.w)
            continue;
        c.beginPath();
        c.moveTo(x, area.y);
        c.lineTo(x, area.y + area.h);
        c.stroke();
        const width = c.measureText(word).width;
        if (chart.id === 'rate' && x >= free &&
            x + width + 4 < area.x + area.w) {
            c.fillText(word, x + 3, area.y + size * 0.9);
            free = x + width + size;
        }
    }
    c.restore();
}

// The letter of each restaurant at the end of its line, clear of the other.
function letters({graph, rows, place, ends}) {
    const area = graph.getArea(), size = rem() * 1.2, last = rows.at(-1) ?? [];
    const seen = ends.map((element, i) => ({element, name: shown()[i],
        value: last[i + 1] ?? null}));
    for (const {element, value} of seen)
        element.hidden = value === null;
    const there = seen.filter(end => end.value !== null)
        .map(end => ({...end, y: graph.toDomYCoord(end.value) - size / 2}))
        .sort((a, b) => a.y - b.y);
    if (there.length === 2 && there[1].y - there[0].y < size) {
        const middle = (there[0].y + there[1].y) / 2;
        there[0].y = middle - size / 2;
        there[1].y = middle + size / 2;
    }
    const over = Math.max(0, (there.at(-1)?.y ?? 0) + size - area.y - area.h);
    for (const {element, name, y} of there) {
        element.textContent = name;
        element.style.left = `${place.offsetLeft + area.x + area.w + 4}px`;
        element.style.top = `${place.offsetTop + y - over}px`;
    }
}

function options(chart) {
    const colours = ink(), size = rem(), {kind} = chart;
    const thick = Math.max(2, size * 0.16);
    const names = kind.tiles.flatMap(tile => [`left ${tile}`, `right ${tile}`]);
    const series = {};
    names.forEach((name, i) => {
        series[name] = {strokeWidth: i < 2 ? thick : thick * 0.4};
    });
    return {
        labels: ['t', ...names], series, legend: 'never', logscale: kind.log,
        colors: names.map((name, i) => i % 2 ? colours.right : colours.left),
        showLabelsOnHighlight: false, highlightCircleSize: 0,
        interactionModel: {}, rightGap: Math.round(size * 1.5),
        axisLabelFontSize: Math.round(size * 0.85), xRangePad: 0,
        axisLineColor: colours.line, gridLineColor: colours.line,
        axes: {
            x: {drawGrid: false, axisLabelWidth: Math.round(size * 3.4),
                ticker: (low, high) => ago.map(([s, label]) =>
                    ({v: high - s, label}))},
            y: {axisLabelWidth: Math.round(size * 3.3),
                ticker: (low, high) => ticks(low, high, chart)},
        },
        underlayCallback: (c, area, graph) => marks(c, area, graph, chart),
    };
}

function update(chart) {
    if (!chart.graph)
        return;
    const now = (state.sample?.t ?? 0) / 1000;
    chart.graph.updateOptions({
        file: chart.rows.length ? chart.rows : [nothing(chart.kind, now)],
        dateWindow: [now - window_s, now], valueRange: range(chart)});
    letters(chart);
}

// A new size or new colours are a new graph: dygraphs would not clear what it
// drew beyond its new edges.
function draw(chart) {
    const {place, kind} = chart;
    if (place.clientHeight === 0)
        return;
    chart.graph?.destroy();
    chart.graph = new Dygraph(place, [nothing(kind, 0)], {...options(chart),
        dateWindow: [-window_s, 0], valueRange: range(chart)});
    update(chart);
}

// One of the four with each look: 2.5 times a second, while a pixel is some
// 0.2 s.
function looked() {
    turn = (turn + 1) % charts.length;
    if (state.view === 'charts' && !document.hidden)
        update(charts[turn]);
}

function build(id) {
    const place = document.getElementById(`chart-${id}`);
    const chart = {id, kind: kinds[id], rows: [], place, graph: null};
    chart.ends = ['left', 'right'].map(side => {
        const letter = document.createElement('b');
        letter.className = `end ${side}`;
        letter.setAttribute('aria-hidden', 'true');
        place.after(letter);
        return letter;
    });
    new ResizeObserver(() => draw(chart)).observe(place);
    charts.push(chart);
}

export function startCharts() {
    if (typeof Dygraph === 'undefined') {
        tell('error', 'no charts: dygraph.js is missing, which make copies');
        return;
    }
    // The legend is not used, and sets a style that the page's policy forbids.
    Dygraph.PLUGINS = Dygraph.PLUGINS
        .filter(plugin => plugin !== Dygraph.Plugins.Legend);
    Object.keys(kinds).forEach(build);
    on('sample', () => appendAll(state.samples));
    on('look', looked);
    on('shown', rebuild);
    on('history', rebuild);
    on('theme', () => charts.forEach(draw));
    on('view', () => charts.forEach(update));
}
