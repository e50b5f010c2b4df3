// predict.js: answer before you see.
//
// While it is on, the next change waits behind a question. The class votes by
// a show of hands, which the teacher counts here, or at /vote on devices of
// their own. Then the change is made, and what was said is shown beside what
// the servers do.
import {changed, remember} from './address.js';
import {count, rate, wait} from './format.js';
import {key} from './keys.js';
import {at, make} from './make.js';
import {api, before, on, send, shown, state} from './state.js';

const ask_ms = 500; // how often a vote on devices is counted

let armed = false;
let passing = 0;   // changes that are part of the tour pass
let open = null;   // the question on show
let result = null; // what was predicted, and for whom

// Changes that are made while this runs are not asked about.
export async function unasked(run) {
    passing++;
    try {
        return await run();
    } finally {
        passing--;
    }
}

// ---- questions that fit a change ---------------------------------------

const title = id =>
    state.config.menu.find(entry => entry.id === id)?.title ?? id;

const customers = n => `${count(n)} customer${n === 1 ? '' : 's'}`;

const each = ([left, right], only = '') =>
    [`${left}${only}`, `${right}${only}`];

const asked = {
    '/api/load': ({servers, clients, menu, arrival, rate: many}) => ({
        text: arrival === 'open' ?
            `${customers(many)} a second for “${title(menu)}”.` :
            `${customers(clients)} for “${title(menu)}”, again and again.`,
        ask: servers.length > 1 ? 'Who serves more of them a second?' :
            `Will ${servers[0]} serve more of them a second than now?`,
        answers: servers.length > 1 ? [...each(servers), 'much the same'] :
            ['more', 'as many', 'fewer', 'nobody at all'],
    }),
    '/api/spike': ({servers, factor, seconds}) => ({
        text: `${factor} times as many customers, for ${seconds} s.`,
        ask: servers.length > 1 ? 'For whom is it no big deal?' :
            `When is ${servers[0]} as before?`,
        answers: servers.length > 1 ? [...each(servers), 'both', 'neither'] :
            ['at once', 'within seconds', 'within a minute', 'not at all'],
    }),
    '/api/slow': ({servers, clients}) => ({
        text: `${customers(clients)} who spell their order letter by letter.`,
        ask: servers.length > 1 ? 'Who still serves the others?' :
            `Does ${servers[0]} still serve the others?`,
        answers: servers.length > 1 ?
            [...each(servers, ' only'), 'both', 'neither'] :
            ['as before', 'more slowly', 'not at all'],
    }),
    '/api/freeze': ({seconds}) => ({
        text: `Nothing moves for ${seconds} s.`,
        ask: 'Half of the customers wait how long, by the stopwatch?',
        answers: ['as before', 'twice as long', `about ${seconds} s`],
    }),
};

// Ending something is no question.
const ends = body => body.clients === 0;

function questionFor(path, body) {
    const {text, ask: question, answers} = asked[path](body);
    return {text: `${text} ${question}`, answers};
}

// ---- the question on show ----------------------------------------------

const voteAddress = () =>
    new URL(state.config.vote ?? '/vote', location.href).href;

const local = () => ['127.0.0.1', 'localhost', '[::1]'].includes(
    location.hostname);

function handCounter(i) {
    const {hands} = open;
    const add = step => () => {
        hands[i] = Math.max(0, hands[i] + step);
        draw();
    };
    return make('span', {className: 'hands-up'},
        make('button', {type: 'button', 'aria-label': 'one hand less',
            id: `hand-less-${i}`, disabled: hands[i] === 0,
            onclick: add(-1)}, '−'),
        make('output', {data: {hands: i}}, String(hands[i])),
        make('button', {type: 'button', 'aria-label': 'one hand more',
            id: `hand-more-${i}`, onclick: add(1)}, '+'));
}

function answerLine(text, i) {
    return make('li', {}, make('kbd', {}, String(i + 1)),
        make('input', {value: text, 'aria-label': `answer ${i + 1}`,
            id: `answer-${i}`, disabled: open.id !== 0, maxLength: 60,
            onchange: event => { open.answers[i] = event.target.value; }}),
        handCounter(i));
}

function devicesPart() {
    if (!open.id)
        return make('button', {type: 'button', id: 'predict-vote',
            onclick: openVote}, 'Vote on devices');
    return make('p', {className: 'devices'}, 'Vote at ',
        make('b', {id: 'vote-address'}, voteAddress()),
        make('output', {id: 'votes-in', data: {votes: open.votes}},
            ` ${count(open.votes)} voted`),
        local() ? make('small', {}, ' That address is for this machine only; ' +
            'start the console with --listen to let the class in.') : null);
}

function questionPart() {
    return [make('h2', {className: 'unseen', id: 'predict-title'},
        'Predict first'),
    make('textarea', {className: 'question', id: 'predict-question', rows: 2,
        'aria-label': 'the question', value: open.text, maxLength: 200,
        disabled: open.id !== 0,
        onchange: event => { open.text = event.target.value; }}),
    make('ol', {className: 'answers'}, ...open.answers.map(answerLine)),
    make('div', {className: 'predict-do'}, devicesPart(),
        make('p', {className: 'failure', role: 'status'}, open.failure),
        make('button', {type: 'button', id: 'predict-run', className: 'press',
            onclick: () => finish(true)}, 'Now run it'),
        make('button', {type: 'button', id: 'predict-leave',
            onclick: () => finish(false)}, 'Leave it'))];
}

// ---- what was said, and what came --------------------------------------

function bar(text, votes, all) {
    const fill = make('span', {className: 'bar-fill'});
    fill.style.width = `${all ? 100 * votes / all : 0}%`;
    return make('li', {data: {votes}}, make('span', {className: 'bar-label'},
        text), make('span', {className: 'bar'}, fill),
    make('b', {}, count(votes)));
}

function cameRow(name) {
    const load = state.sample?.servers[name]?.load;
    const running = load?.state === 'running';
    const cells = [running ? rate(load.rate) : '–',
        running ? wait(load.p50_us) : '–', running ? wait(load.p99_us) : '–',
        running ? count(load.errors) : '–'];
    return make('tr', {data: {server: name}}, make('th', {scope: 'row'}, name),
        ...cells.map(text => make('td', {}, text)));
}

function resultPart() {
    const all = result.counts.reduce((sum, votes) => sum + votes, 0);
    const heads = ['', 'served a second', 'half wait', '99 % wait', 'errors'];
    return [make('h2', {}, result.text),
        make('ol', {className: 'bars', 'aria-label': 'what the class said'},
            ...result.answers.map((text, i) =>
                bar(text, result.counts[i], all))),
        make('table', {className: 'came'},
            make('caption', {className: 'unseen'}, 'what came'),
            make('thead', {}, make('tr', {}, ...heads.map(text => text ?
                make('th', {scope: 'col'}, text) : make('td')))),
            make('tbody', {}, ...result.servers.map(cameRow))),
        make('button', {type: 'button', id: 'predict-close',
            onclick: close}, 'Close')];
}

function draw() {
    const layer = at('predict');
    const focus = layer.contains(document.activeElement) &&
        document.activeElement.id;
    layer.hidden = !open && !result;
    layer.dataset.stage = open ? 'ask' : 'result';
    layer.replaceChildren(...open ? questionPart() : result ? resultPart() :
        []);
    if (focus)
        at(focus)?.focus();
}

// The numbers go on; the rest of the result stays as it is.
function follow() {
    const rows = result && !open && at('predict').querySelector('tbody');
    rows?.replaceChildren(...result.servers.map(cameRow));
}

function close() {
    result = null;
    draw();
}

// ---- asking ------------------------------------------------------------

async function openVote() {
    const mine = open;
    try {
        const {id} = await send('/api/question',
            {text: mine.text, answers: mine.answers});
        mine.id = id;
        mine.failure = '';
        mine.timer = setInterval(() => countVotes(mine), ask_ms);
    } catch (error) {
        mine.failure = error.message;
    }
    draw();
}

async function countVotes(mine) {
    const reply = await fetch(api('/api/question')).catch(() => null);
    if (!reply?.ok || mine !== open)
        return;
    const {id, counts} = await reply.json();
    if (id !== mine.id || mine !== open)
        return;
    mine.devices = counts;
    const votes = counts.reduce((sum, n) => sum + n, 0);
    if (votes !== mine.votes) {
        mine.votes = votes;
        draw();
    }
}

// Ends the question: what it held back is made, or given up.
async function finish(run) {
    const mine = open;
    if (!mine || mine.ending)
        return;
    mine.ending = true;
    await mine.opening; // the console may have it before we know
    clearInterval(mine.timer);
    if (mine.id) {
        await countVotes(mine);
        await send('/api/reveal', {}).catch(() => {});
    }
    open = null;
    draw();
    mine.focus?.focus?.();
    if (run)
        mine.resolve(mine.hands.map((n, i) => n + (mine.devices[i] ?? 0)));
    else
        mine.reject(new Error('left as it is'));
}

// Puts a question to the class. Resolves with a count for each answer when
// it is to be run; rejects when it is left.
export function ask({text, answers}) {
    if (open)
        return Promise.reject(new Error('there is a question already: ' +
            'run it or leave it first'));
    return new Promise((resolve, reject) => {
        open = {text, answers: [...answers], hands: answers.map(() => 0),
            devices: [], id: 0, votes: 0, failure: '', timer: 0, opening: null,
            ending: false, focus: document.activeElement, resolve, reject};
        result = null;
        draw();
        at('predict-run').focus();
    });
}

async function hold(path, body) {
    if (!armed || passing || !asked[path] || ends(body))
        return;
    const {text, answers} = questionFor(path, body);
    const counts = await ask({text, answers});
    result = {text, answers, counts,
        servers: body.servers.length > 1 ? body.servers : shown()};
    draw();
}

const shortcuts = {
    Enter: () => finish(true),
    Escape: () => finish(false),
    v: () => {
        if (!open.id)
            open.opening = openVote();
    },
};

// While a question is on show, keys are for it: a digit raises a hand.
function pressed(event) {
    if (!open || event.ctrlKey || event.altKey || event.metaKey)
        return;
    const {key: name, target} = event;
    const inside = at('predict').contains(target);
    if (inside && (target.matches('input, textarea') && name !== 'Escape' ||
        target.matches('button') && [' ', 'Enter', 'Tab'].includes(name)))
        return;
    const i = Number(name) - 1;
    if (name in shortcuts)
        shortcuts[name]();
    else if (open.hands[i] !== undefined)
        open.hands[i]++;
    else
        return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (open)
        draw();
}

function arm(on_) {
    armed = on_;
    at('arm-predict').setAttribute('aria-pressed', String(armed));
}

function toggle() {
    if (state.replay)
        return;
    arm(!armed);
    changed();
}

export function startPredict() {
    at('bar-extra').append(make('button', {className: 'tool', type: 'button',
        id: 'arm-predict', 'aria-pressed': 'false', onclick: toggle},
    'Predict'));
    at('predict').setAttribute('aria-labelledby', 'predict-title');
    key('p', 'predict: a question before each change', toggle);
    remember('predict', () => armed ? '1' : null, text => arm(text === '1'));
    document.addEventListener('keydown', pressed, true);
    before(hold);
    on('look', follow);
}
