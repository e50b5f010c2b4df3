// trace.js: a server's Chrome trace as lanes and bars. Draws nothing.
//
// A thread is a lane, with what it did or waited for. A connection that waits
// while its thread serves others has a lane of its own, below.

// In which order what is drawn, how high, and how it is called.
export const needs = [
    {what: 'read', label: 'waits to read', height: 0.45},
    {what: 'sleep', label: 'waits for the oven', height: 0.45},
    {what: 'news', label: 'waits for news', height: 0.45},
    {what: 'work', label: 'works', height: 0.8},
    {what: 'write', label: 'sends', height: 0.8},
    {what: 'http_next', label: 'decides', height: 0.8},
];
const known = new Set(needs.map(need => need.what));

function threadLanes(events) {
    const lanes = new Map();
    for (const {tid, name, ts, dur, args} of events) {
        if (!lanes.has(tid))
            lanes.set(tid, {label: `thread ${lanes.size + 1}`, thread: true,
                bars: []});
        lanes.get(tid).bars.push({from: ts, to: ts + dur, what: name,
            connection: args?.connection});
    }
    return [...lanes.values()];
}

// "b" opens a bar of its connection's, the next "e" closes it.
function connectionLanes(events) {
    const lanes = new Map(), begun = new Map();
    const inOrder = [...events].sort((a, b) =>
        a.ts - b.ts || (a.ph === 'b') - (b.ph === 'b'));
    for (const {id, ph, name, ts} of inOrder) {
        if (ph === 'b') {
            begun.set(id, {from: ts, what: name, connection: id});
        } else if (begun.has(id)) {
            if (!lanes.has(id))
                lanes.set(id, {label: `customer ${id}`, thread: false,
                    bars: []});
            lanes.get(id).bars.push({...begun.get(id), to: ts});
            begun.delete(id);
        }
    }
    return [...lanes].sort(([a], [b]) => a - b).map(([, lane]) => lane);
}

// Cuts a lane to [start, end] and counts from start; in milliseconds.
function cut({bars, ...lane}, start, end) {
    const inside = bars.filter(bar => known.has(bar.what) &&
        bar.to > start && bar.from < end);
    return {...lane, bars: inside.map(bar => ({...bar,
        from: Math.max(0, bar.from - start) / 1000,
        to: (Math.min(bar.to, end) - start) / 1000,
    })).sort((a, b) => a.from - b.from)};
}

// {lanes: [{label, thread, bars: [{from, to, what, connection}]}], length},
// in milliseconds since the first request.
export function readTrace({traceEvents}) {
    const did = traceEvents.filter(event => event.ph === 'X' &&
        event.dur >= 0)
        .sort((a, b) => a.ts - b.ts);
    const first = did.find(event => event.name === 'http_next');
    if (!first)
        return {lanes: [], length: 0};
    const end = did.reduce((last, {ts, dur}) => Math.max(last, ts + dur), 0);
    const waits = traceEvents.filter(event => event.cat === 'waiting');
    const lanes = [...threadLanes(did), ...connectionLanes(waits)]
        .map(lane => cut(lane, first.ts, end))
        .filter(lane => lane.bars.length);
    return {lanes, length: (end - first.ts) / 1000};
}

// How many lanes do what at a moment: {read: 3, work: 1}.
export function atMoment({lanes}, ms) {
    const counts = {};
    for (const {bars} of lanes) {
        const bar = bars.find(({from, to}) => from <= ms && ms < to);
        if (bar)
            counts[bar.what] = (counts[bar.what] ?? 0) + 1;
    }
    return counts;
}
