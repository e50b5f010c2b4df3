// controls.js: what the teacher causes: clients, what they order, how they
// arrive, and four buttons.
//
// The controls say what is wanted; what is running is known from samples
// alone. While a load runs, a change of the controls changes it.
import {changed, opened, remember} from './address.js';
import {count} from './format.js';
import {key} from './keys.js';
import {choose, chosen, on, send, server, shown, state} from './state.js';

const steps = 1000;        // of a slider
const patience_ms = 300;   // a slider is let go before its value is sent
const slow_clients = 200, freeze_s = 2, spike_factor = 3, spike_s = 5;

const at = id => document.getElementById(id);
let timer = 0;
let sent = ''; // the controls as they were last sent

// ---- sliders are logarithmic --------------------------------------------

const most = {clients: () => state.config?.max_clients ?? 10000,
    rate: () => state.config?.limits?.rate ?? 50000};

function fromSlider(id, value) {
    const exact = most[id]() ** (value / steps);
    const ten = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
    return Math.round(exact / ten) * ten; // two digits are enough
}

const toSlider = (id, n) =>
    Math.round(Math.log(n) / Math.log(most[id]()) * steps);

// The next of 1, 2, 5, 10, ... up or down.
function nextRound(n, up) {
    const all = [];
    for (let ten = 1; ten <= 1e5; ten *= 10)
        all.push(ten, 2 * ten, 5 * ten);
    return up ? all.find(one => one > n) : all.findLast(one => one < n) ?? 1;
}

const step = (id, up) => () => choose({[id]: nextRound(state.controls[id], up)});

// ---- asking -------------------------------------------------------------

// Who watches the board asks once, so nobody can come on a clock.
const asksOnce = () => state.controls.menu === 'feed';

function wanted() {
    const {clients, menu, arrival, rate} = state.controls;
    return arrival === 'open' && !asksOnce() ? {clients, menu, arrival, rate}
        : {clients, menu, arrival: 'closed'};
}

const busy = name => ['starting', 'running']
    .includes(state.sample?.servers[name]?.load?.state);

const slowed = name =>
    ['starting', 'running'].includes(state.sample?.servers[name]?.slow?.state);

// Sends the load that the controls describe to the chosen restaurants.
export function apply(servers = chosen()) {
    clearTimeout(timer);
    timer = 0;
    sent = JSON.stringify(wanted());
    return send('/api/load', {servers, ...wanted()});
}

export const stop = () =>
    send('/api/load', {servers: chosen(), ...wanted(), clients: 0});

export const spike = () => send('/api/spike',
    {servers: chosen(), factor: spike_factor, seconds: spike_s});

// Sends slow customers, or sends them home.
export const slow = () => send('/api/slow', {servers: chosen(),
    clients: chosen().some(slowed) ? 0 : slow_clients});

export const freeze = () =>
    send('/api/freeze', {servers: chosen(), seconds: freeze_s});

export const reset = () => send('/api/reset', {});

const toggle = () => chosen().some(busy) ? stop() : apply();

// What send() rejects with has been told already.
const quietly = f => () => {
    if (state.config && !state.replay)
        f().catch(() => {});
};

// A load that runs follows the controls, after a moment.
function follow() {
    clearTimeout(timer);
    timer = 0;
    const running = chosen().filter(busy);
    if (running.length > 0 && !state.replay &&
        JSON.stringify(wanted()) !== sent)
        timer = setTimeout(quietly(() => apply(running)), patience_ms);
}

// ---- showing ------------------------------------------------------------

function check(name, value) {
    for (const input of document.getElementsByName(name))
        input.checked = input.value === value;
}

function showSlider(id) {
    const n = state.controls[id], slider = at(id);
    if (fromSlider(id, Number(slider.value)) !== n)
        slider.value = toSlider(id, n);
    slider.setAttribute('aria-valuetext', count(n));
    slider.style.setProperty('--part', `${slider.value / steps * 100}%`);
    const number = at(`${id}-number`);
    number.max = most[id]();
    if (document.activeElement !== number && Number(number.value) !== n)
        number.value = n; // nobody's typing is overwritten
}

function show() {
    const {menu, arrival, whom} = state.controls;
    showSlider('clients');
    showSlider('rate');
    check('menu', menu);
    check('arrival', arrival);
    check('whom', whom);
    at('arrivals').disabled = asksOnce();
    at('rate-field').hidden = arrival !== 'open' || asksOnce();
}

function pressed(button, on_now) {
    button.setAttribute('aria-pressed', String(on_now));
}

function sampled() {
    const running = chosen().some(busy);
    state.controls.running = running;
    if (at('start').textContent !== (running ? 'Stop' : 'Start'))
        at('start').textContent = running ? 'Stop' : 'Start';
    pressed(at('start'), running);
    pressed(at('slow'), chosen().some(slowed));
    pressed(at('freeze'), chosen().some(name =>
        state.sample?.servers[name]?.frozen));
    pressed(at('spike'), chosen().some(name =>
        state.sample?.servers[name]?.spike?.state === 'running'));
}

function names() {
    const [left, right] = shown();
    for (const [whom, name] of [['left', left], ['right', right]]) {
        const span = document.querySelector(`[name=whom][value=${whom}] + span`);
        span.textContent = name;
        span.title = server(name)?.title ?? '';
    }
}

function dish({id, title}, i) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    const text = document.createElement('span');
    Object.assign(input, {type: 'radio', name: 'menu', value: id});
    text.textContent = title;
    text.title = `key ${i + 1}`;
    label.append(input, text);
    key(`${i + 1}`, `everybody orders: ${title}`, () => choose({menu: id}));
    return label;
}

function configured() {
    at('controls').hidden = state.replay;
    at('replay').hidden = !state.replay;
    for (const id of ['start', 'spike', 'slow', 'freeze', 'reset'])
        at(id).disabled = state.replay;
    const menu = at('menu');
    menu.replaceChildren(menu.firstElementChild, ...state.config.menu.map(dish));
    if (!state.config.menu.some(one => one.id === state.controls.menu))
        choose({menu: state.config.menu[0]?.id});
    choose({clients: Math.min(state.controls.clients, most.clients())});
    names();
    show();
    sampled();
}

// Somebody else, or this page before it was loaded again, started a load.
function adopt({kind, what}) {
    const past = !state.sample && opened('clients') !== null;
    if (kind !== 'load' || timer || !what?.clients || past)
        return;
    const {clients, menu, arrival, rate} = what;
    if (at('controls').contains(document.activeElement) &&
        document.activeElement.type === 'number')
        return;
    sent = JSON.stringify(arrival === 'open' ? {clients, menu, arrival, rate}
        : {clients, menu, arrival});
    choose({clients, menu, rate, arrival: menu === 'feed' ? undefined
        : arrival});
}

// ---- start --------------------------------------------------------------

function listen() {
    for (const id of ['clients', 'rate']) {
        at(id).addEventListener('input', event =>
            choose({[id]: fromSlider(id, Number(event.target.value))}));
        at(`${id}-number`).addEventListener('change', event => {
            choose({[id]: Number(event.target.value) || 1});
            event.target.value = state.controls[id];
            show();
        });
    }
    at('controls').addEventListener('change', ({target}) => {
        if (target.type === 'radio')
            choose({[target.name]: target.value});
    });
    at('controls').addEventListener('submit', event => event.preventDefault());
    const buttons = {start: toggle, spike, slow, freeze, reset};
    for (const [id, f] of Object.entries(buttons))
        at(id).addEventListener('click', quietly(f));
}

function keys() {
    const whom = ['both', 'left', 'right'];
    key('s', 'start or stop', quietly(toggle));
    key('+', 'more clients', step('clients', true));
    key('-', 'fewer clients', step('clients', false));
    key('>', 'more requests a second', step('rate', true));
    key('<', 'fewer requests a second', step('rate', false));
    key('o', 'arrivals: after the answer, or on a clock', () =>
        choose({arrival: state.controls.arrival === 'open' ? 'closed'
            : 'open'}));
    key('w', 'for both, the left or the right', () => choose({whom:
        whom[(whom.indexOf(state.controls.whom) + 1) % 3]}));
    key('x', 'spike!', quietly(spike));
    key('l', 'slow customers', quietly(slow));
    key('f', 'freeze', quietly(freeze));
    key('0', 'reset', quietly(reset));
}

function links() {
    const {controls} = state;
    for (const name of ['clients', 'rate', 'menu', 'arrival'])
        remember(name, () => name === 'rate' && controls.arrival !== 'open'
            ? null : controls[name], text => {
            if (text !== null)
                choose({[name]: typeof controls[name] === 'number'
                    ? Number(text) || 1 : text});
        });
    remember('for', () => controls.whom === 'both' ? null : controls.whom,
        text => choose({whom: text ?? 'both'}));
}

export function startControls() {
    listen();
    keys();
    on('config', configured);
    on('controls', () => {
        show();
        sampled();
        follow();
        changed();
    });
    on('shown', names);
    on('look', sampled);
    on('note', adopt);
    links();
    show();
}
