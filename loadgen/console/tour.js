// tour.js: ten scenes, one after the other, in a band below the header.
//
// A scene asks before it shows. One press sets both restaurants; then its
// promises are held against the servers' own numbers, and the page says of
// each whether it was met. Nothing is shown that was not measured.
import {changed, remember} from './address.js';
import {key} from './keys.js';
import {at, make} from './make.js';
import {ask, unasked} from './predict.js';
import {Seen} from './promises.js';
import {choose, on, send, state} from './state.js';
import {scenes} from './tour-scenes.js';

const patience_ms = 60000; // then a promise is not met, unless it still is
const start_ms = 60000;    // for all loads to run

let current = -1;  // index of the scene on show; -1: no tour
let stage = 'ask'; // 'ask', 'setting' while it is set up, or 'seen'
let seen = null;   // what was seen since the press
let marks = [];    // a promise's: 'waiting', 'met' or (so far) 'broken'
let said = [];     // and its number, as it stood when that was decided
let guess = null;  // the answer that the class gave
let votes = null;  // or the counts of a vote
let failure = '';  // why it could not be set up
let attempt = 0;   // counts presses, so that an old one ends
let changedMarks = false; // since they were drawn

const scene = () => scenes[current];
const decided = () => stage === 'seen' &&
    marks.every(mark => mark !== 'waiting');
const truth = () => decided() && marks.every(mark => mark === 'met') ?
    scene().right : null;

function choiceOf(text, i) {
    const button = make('button', {className: 'answer', type: 'button',
        'aria-pressed': String(guess === i), data: {answer: i},
        onclick: () => {
            guess = guess === i ? null : i;
            draw();
        }}, text);
    if (votes)
        button.append(make('small', {}, ` ${votes[i]}`));
    if (truth() === i)
        button.append(make('small', {className: 'right'}, ' ✓ it was so'));
    return button;
}

const signs = {waiting: '…', met: '✓', broken: '✗'};
const words = {waiting: 'not yet', met: 'met', broken: 'not met'};

function promiseLine({words: promised}, i) {
    return make('li', {data: {promise: marks[i]}},
        make('b', {'aria-hidden': 'true'}, signs[marks[i]]), ' ', promised,
        make('small', {}, make('span', {className: 'unseen'},
            ` (${words[marks[i]]})`), `: ${said[i]}`));
}

function sayPart() {
    const {title, say} = scene();
    return make('div', {className: 'tour-say'},
        make('p', {className: 'tour-steps'},
            make('button', {className: 'tool', type: 'button',
                'aria-label': 'scene before', disabled: current === 0,
                onclick: () => show(current - 1)}, '‹'),
            make('span', {}, `${current + 1} of ${scenes.length}`),
            make('button', {className: 'tool', type: 'button', id: 'tour-next',
                'aria-label': 'next scene',
                disabled: current === scenes.length - 1,
                onclick: () => show(current + 1)}, '›'),
            make('button', {className: 'tool', type: 'button',
                'aria-label': 'end the tour', onclick: () => show(-1)}, '×')),
        make('h2', {}, title), make('p', {}, say));
}

function askPart() {
    const {question, answers} = scene();
    return make('div', {className: 'tour-ask'},
        make('p', {className: 'question'}, question),
        make('div', {className: 'answers'}, ...answers.map(choiceOf)));
}

function doPart() {
    const {promises, look, servers} = scene();
    const button = make('button', {type: 'button', id: 'tour-press',
        className: 'press', disabled: stage === 'setting' || state.replay,
        onclick: press}, stage === 'ask' ? `Do it at ${servers.join(' and ')}` :
        stage === 'setting' ? 'Setting the tables ...' : 'Once more');
    const why = failure ? make('p', {className: 'failure'}, failure) : null;
    if (stage !== 'seen')
        return make('div', {className: 'tour-do'}, button, why);
    return make('div', {className: 'tour-do'},
        make('p', {className: 'look'}, make('b', {}, 'Look at: '), look,
            ' ', button),
        make('ul', {'aria-label': "the scene's promises"},
            ...promises.map(promiseLine)));
}

// Draws the band anew, and leaves the focus where it was.
function draw() {
    const tour = at('tour');
    const focus = tour.contains(document.activeElement) &&
        (document.activeElement.id || document.activeElement.dataset.answer);
    tour.hidden = current < 0;
    at('show-tour').setAttribute('aria-pressed', String(current >= 0));
    if (current < 0)
        return tour.replaceChildren();
    tour.dataset.scene = scene().id;
    tour.dataset.stage = decided() ? 'decided' : stage;
    tour.dataset.from = seen?.from ?? '';
    tour.replaceChildren(sayPart(), askPart(), doPart());
    if (focus)
        (at(focus) ?? tour.querySelector(`[data-answer="${focus}"]`))?.focus();
}

// Shows scene i, or ends the tour with -1. What runs goes on running.
function show(i) {
    if (i < -1 || i >= scenes.length)
        return;
    attempt++;
    [current, stage, seen, guess, votes, failure] =
        [i, 'ask', null, null, null, ''];
    if (i >= 0) {
        const [left, right] = scene().servers;
        choose({left, right});
    }
    draw();
    changed();
}

// Resolves with the first sample, from the next on, of which is() is true.
function sampleThat(is, mine) {
    return new Promise((resolve, reject) => {
        const late = setTimeout(() => end(reject, new Error('the servers did ' +
            'not get there: see whether all of them answer')), start_ms);
        const off = on('sample', sample => {
            try {
                if (mine !== attempt)
                    end(reject, new Error('the scene was left'));
                else if (is(sample))
                    end(resolve, sample);
            } catch (error) {
                end(reject, error);
            }
        });
        function end(how, value) {
            clearTimeout(late);
            off();
            how(value);
        }
    });
}

const loadsOf = (sample, names) => names.flatMap(name =>
    [sample.servers[name].load, sample.servers[name].slow]).filter(Boolean);

function allRun(sample, names) {
    const loads = loadsOf(sample, names);
    const failed = loads.find(load => load.state === 'failed');
    if (failed)
        throw new Error(failed.why || 'a load failed');
    return loads.some(load => load.state === 'running') &&
        !loads.some(load => load.state === 'starting');
}

const allOff = (sample, names) => loadsOf(sample, names).every(load =>
    !['starting', 'running'].includes(load.state)) &&
    names.every(name => !sample.servers[name].frozen);

// The controls say what the scene asks for.
function followControls({press, servers: [left, right]}) {
    const loads = press.filter(step => step[0] === '/api/load');
    const [, {menu, clients, arrival, rate}] = loads.at(-1);
    choose({left, right, menu, clients, arrival, rate, whom: 'both'});
}

// From now on the promises are judged.
function watch() {
    const {promises} = scene();
    seen = new Seen(state.sample.t);
    marks = promises.map(() => 'waiting');
    said = promises.map(() => '');
}

async function setUp(mine) {
    const {press: steps, servers} = scene();
    const none = servers.filter(name => !state.sample?.servers[name]);
    if (none.length)
        throw new Error(`this console has no ${none.join(' and no ')}`);
    await send('/api/reset', {});
    await sampleThat(sample => allOff(sample, servers), mine);
    followControls(scene()); // nothing runs that would follow, too
    for (const [i, step] of steps.entries()) {
        if (!seen && (step.heard || i === steps.length - 1))
            watch();
        if (step.running)
            await sampleThat(sample => allRun(sample, servers), mine);
        else if (step.heard)
            await sampleThat(() => servers.every(seen.answered, seen), mine);
        else
            await send(...step);
    }
    await sampleThat(sample => allRun(sample, servers), mine);
}

async function press() {
    const mine = ++attempt;
    stage = 'setting';
    failure = '';
    seen = null;
    draw();
    try {
        await unasked(() => setUp(mine));
        if (mine === attempt)
            stage = 'seen';
    } catch (error) {
        if (mine !== attempt)
            return;
        [stage, seen, failure] = ['ask', null, error.message];
    }
    draw();
}

function judge(sample) {
    if (!seen || current < 0)
        return;
    seen.add(sample);
    const late = sample.t - seen.from > patience_ms;
    let news = false;
    scene().promises.forEach((promise, i) => {
        if (marks[i] === 'met')
            return;
        const {said: now, kept} = promise.judge(seen);
        const mark = kept ? 'met' : late ? 'broken' : 'waiting';
        news ||= now !== said[i] || mark !== marks[i];
        [said[i], marks[i]] = [now, mark];
    });
    changedMarks ||= news;
}

function look() {
    if (!changedMarks || stage !== 'seen')
        return;
    changedMarks = false;
    draw();
}

// The scene's question, put to the class before the press.
async function vote() {
    const {question: text, answers} = scene();
    const mine = attempt;
    const counts = await ask({text, answers}).catch(() => null);
    if (!counts || mine !== attempt)
        return;
    votes = counts;
    press();
}

export function startTour() {
    at('bar-extra').append(make('button', {className: 'tool', type: 'button',
        id: 'show-tour', 'aria-pressed': 'false',
        onclick: () => show(current < 0 ? 0 : -1)}, 'Tour'));
    key('g', 'guided tour', () => show(current < 0 ? 0 : -1));
    key('n', 'next scene of the tour', () => current >= 0 && show(current + 1));
    key('N', 'scene before', () => current > 0 && show(current - 1));
    key('v', "vote on the scene's question", () =>
        current >= 0 && !state.replay && vote());
    remember('scene', () => scene()?.id ?? null, id => {
        const i = scenes.findIndex(one => one.id === id);
        if (i !== current)
            show(i);
    });
    on('sample', judge);
    on('look', look);
    draw();
}
