// restaurant.js: the two restaurants: their signs, numbers and tiles.
import {remember, changed} from './address.js';
import {cell, repaint, smallest} from './crowd.js';
import {places, said, standing, tiles} from './figures.js';
import * as format from './format.js';
import {everyFrame, pace} from './frames.js';
import {key} from './keys.js';
import {bag, drawScenes, Scene} from './scene.js';
import {choose, on, server, shown, state} from './state.js';
import {ink} from './theme.js';

const tile_formats = {rate: format.rate, p50: format.wait, p99: format.wait,
    longest: format.wait, threads: format.count, memory: format.bytes,
    cpu: format.share, errors: format.count};
// What a generator felt stays true when the server does not answer; so does
// what the kernel tells.
const from_stats = ['counter', 'oven', 'kitchen', 'board', 'cashiers',
    'buzzers'];

const sides = {};

function write(element, text, value) {
    if (element.textContent !== text)
        element.textContent = text;
    element.dataset.value = value ?? '';
}

function build(side) {
    const article = document.getElementById('restaurant').content
        .firstElementChild.cloneNode(true);
    article.id = side;
    document.getElementById('restaurants').append(article);
    const all = name => new Map([...article.querySelectorAll(`[data-${name}]`)]
        .map(element => [element.dataset[name], element]));
    const select = article.querySelector('select');
    select.addEventListener('change', () => choose({[side]: select.value}));
    sides[side] = {article, select, numbers: all('number'), tiles: all('tile'),
        scene: new Scene(article, side)};
}

// The list of servers, and which of them is here.
function sign(side) {
    const {article, select} = sides[side];
    const name = state[side], {model, command} = server(name) ?? {};
    select.replaceChildren(...state.config.servers.map(one => {
        return new Option(one.title || one.name, one.name, false,
            one.name === name);
    }));
    select.setAttribute('aria-label', `restaurant on the ${side}`);
    article.dataset.server = name;
    article.querySelector('.badge').textContent = name;
    article.querySelector('.model').textContent = command ?? model ?? '';
    select.title = command ?? '';
}

function chip(text) {
    const element = document.createElement('span');
    element.textContent = text;
    return element;
}

// What is done to this server right now.
function chips(article, one) {
    const words = [];
    if (one?.frozen)
        words.push('frozen');
    if (one?.spike?.state === 'running')
        words.push(`spike ${Math.ceil((one.spike.left_ms ?? 0) / 1000)} s`);
    if (one?.slow?.state === 'running')
        words.push(`${format.count(one.slow.clients)} slow`);
    if (one?.load?.state === 'failed')
        words.push('load failed');
    const place = article.querySelector('.chips');
    const now = words.join('|');
    if (place.dataset.now === now)
        return;
    place.dataset.now = now;
    place.replaceChildren(...words.map(chip));
}

function show(side) {
    const {article, numbers, tiles: values, scene} = sides[side];
    const name = state[side], one = state.sample?.servers[name];
    const up = state.live ? standing(one)
        : standing(one) === 'false' ? 'false' : 'stale';
    const at = places(one, server(name), state.config?.cores);
    const told = tiles(state.samples, name);
    article.dataset.up = up;
    article.dataset.t = state.sample?.t ?? '';
    article.dataset.ageMs = one?.age_ms ?? '';
    for (const [place, element] of numbers) {
        write(element, format.count(at?.[place]), at?.[place]);
        element.classList.toggle('old',
            !state.live || up !== 'true' && from_stats.includes(place));
    }
    for (const [tile, element] of values) {
        write(element, tile_formats[tile](told[tile]), told[tile]);
        element.classList.toggle('old', !state.live);
    }
    caption(article, one, at, up);
    chips(article, one);
    scene.update(at, up === 'true', told.rate, told.cpu);
}

function caption(article, one, at, up) {
    const words = state.live ? said(one, at)
        : `${state.late ? 'This page is too slow' : 'The console does not answer'
        }: these numbers are not live.`;
    const line = article.querySelector('.said');
    if (line.textContent !== words)
        line.textContent = words;
    const closed = article.querySelector('.closed');
    closed.hidden = up !== 'false' || !state.live || Boolean(one?.kernel);
    if (!closed.hidden)
        closed.textContent = 'Closed';
}

// The place that most customers of both are in, unless they are few or it is
// hardly ahead: then what was shown stays.
let busiest = '';

function rank() {
    const at = shown().map(name => places(state.sample?.servers[name]));
    const sum = place => at.reduce((n, one) => n + (one?.[place] ?? 0), 0);
    const [first] = ['outside', 'counter', 'oven', 'board', 'kitchen']
        .sort((a, b) => sum(b) - sum(a));
    if (sum(first) < 20)
        busiest = '';
    else if (!busiest || sum(first) > 2 * sum(busiest))
        busiest = first;
    for (const {article} of Object.values(sides))
        article.dataset.busy = busiest;
}

function showAll() {
    rank();
    show('left');
    show('right');
}

// ---- the legend ---------------------------------------------------------

function pictures() {
    const colours = ink();
    const size = Math.round(1.5 * devicePixelRatio *
        parseFloat(getComputedStyle(document.documentElement).fontSize));
    for (const place of document.querySelectorAll('#legend [data-drawn]')) {
        const canvas = place.querySelector('canvas'), {drawn} = place.dataset;
        canvas.width = canvas.height = size;
        const c = canvas.getContext('2d');
        if (drawn === 'bag')
            bag(c, size * 0.2, size * 0.2, size * 0.7, colours.text);
        else
            c.drawImage(cell(size, drawn === 'customer' ? 'plain' : drawn,
                colours.left, colours.text), 0, 0);
    }
}

function legend({pitch, bag: customers, bags}) {
    const mark = pitch >= smallest ? '1 customer'
        : 'too many to draw: area = customers';
    const text = document.getElementById('legend-customer');
    if (text.textContent !== mark)
        text.textContent = mark;
    const words = bags ? `${format.count(customers)} served` : 'not drawn';
    const served = document.getElementById('legend-bag');
    if (served.textContent !== words)
        served.textContent = words;
}

const dropped = [': no gliding, no bags', ': no bags', ''];

function frames() {
    const place = document.getElementById('frames');
    place.dataset.fps = pace.fps;
    place.textContent = `${pace.fps} frames/s${dropped[pace.level]}`;
}

// For those who do not see the picture: the numbers in words, when asked.
function speak() {
    const words = Object.values(sides).map(({article, tiles: values}) => {
        const told = [...values.values()].map(element =>
            `${element.previousElementSibling.textContent} ` +
            element.textContent);
        return `${article.dataset.server}. ` +
            `${article.querySelector('.said').textContent} ` +
            `${told.join(', ')}.`;
    });
    document.getElementById('spoken').textContent = words.join(' ');
}

// ---- choosing -----------------------------------------------------------

function next(side) {
    const names = state.config?.servers.map(one => one.name) ?? [];
    const other = side === 'left' ? state.right : state.left;
    const free = names.filter(name => name !== other);
    if (free.length > 0)
        choose({[side]: free[(free.indexOf(state[side]) + 1) % free.length]});
}

function signs() {
    if (!state.config)
        return;
    sign('left');
    sign('right');
    document.getElementById('right').hidden = state.left === state.right;
    showAll();
    changed();
}

export function startRestaurants() {
    build('left');
    build('right');
    for (const side of ['left', 'right'])
        remember(side, () => state[side], name => {
            if (name)
                choose({[side]: name});
        });
    on('config', signs);
    on('shown', signs);
    on('look', showAll);
    on('history', showAll);
    on('live', showAll);
    on('frames', frames);
    on('theme', () => {
        repaint();
        pictures();
        for (const {scene} of Object.values(sides))
            scene.dirty = true;
    });
    pictures();
    addEventListener('resize', pictures);
    const scenes = Object.values(sides).map(({scene}) => scene);
    everyFrame((now, passed) => legend(drawScenes(scenes, passed)));
    key('r', 'read the numbers out, for a screen reader', speak);
    key('[', 'the next restaurant on the left', () => next('left'));
    key(']', 'the next restaurant on the right', () => next('right'));
}
