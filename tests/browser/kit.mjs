// kit.mjs: what the tests of the console share: TAP, programs that are
// started and ended, samples from the console's stream, pages in Chromium.
//
// Nothing waits for a time: until() waits for what is so, up to one generous
// deadline.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {createInterface} from 'node:readline';

export const build = resolve(process.env.B ?? 'build');
// Installed there by `run`, from the lockfile beside this file.
export const require = createRequire(`${build}/browser/package.json`);
const {chromium} = require('playwright-core');

const deadline_ms = 600000;

// Resolves as the promise does, before the deadline: a page that is caught in
// a loop of its own answers nothing more.
async function answered(promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('the page did not answer ' +
            `within ${deadline_ms / 1000} s`)), deadline_ms);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// ---- TAP ---------------------------------------------------------------

export let failed = 0;

export async function test(what, run) {
    try {
        await run();
        console.log(`ok - ${what}`);
    } catch (error) {
        const why = String(error.stack ?? error);
        console.log(`# ${why.replaceAll('\n', '\n# ')}`);
        console.log(`not ok - ${what}`);
        failed = 1;
    }
}

// Resolves with what f() gives, as soon as that is something true.
export async function until(what, f) {
    const end = Date.now() + deadline_ms;
    for (let value; Date.now() < end;) {
        value = await f();
        if (value)
            return value;
        await new Promise(again => setTimeout(again, 25));
    }
    throw new Error(`not so within ${deadline_ms / 1000} s: ${what}`);
}

// ---- programs ----------------------------------------------------------

const programs = new Set();

// Starts a program that says where it listens, and resolves when it does.
export async function start(program, ...args) {
    const child = spawn(`${build}/${program}`, args,
        {stdio: ['ignore', 'pipe', 'pipe']});
    const one = {child, program, errors: '', url: ''};
    programs.add(one);
    child.stderr.on('data', text => { one.errors += text; });
    const lines = createInterface(child.stdout);
    const line = await Promise.race([once(lines, 'line'),
        once(child, 'close').then(() => [''])]);
    one.url = /http:\/\/[^ ]*/.exec(line[0])?.[0];
    assert.ok(one.url, `${program} did not start: ${one.errors}`);
    return one;
}

const over = ({child}) => child.exitCode !== null || child.signalCode !== null;

export async function kill(one, signal) {
    programs.delete(one);
    if (over(one))
        return;
    one.child.kill(signal);
    await once(one.child, 'exit');
}

// Ends it as a person does; it must have nothing to complain of.
export async function stop(one) {
    assert.ok(!over(one), `${one.program} ended by itself: ${one.errors}`);
    await kill(one, 'SIGTERM');
    assert.equal(one.errors, '');
    assert.equal(one.child.exitCode, 0, `${one.program}'s exit status`);
}

export function killAll() {
    for (const {child} of programs)
        child.kill('SIGKILL');
}

// The five restaurants: what starts each.
const restaurants = {
    A: ['threaded/threaded', '--threads=1'], B: ['threaded/threaded'],
    C: ['threaded/threaded', '--threads=64'], D: ['evented/evented'],
    E: ['evented/evented', '--helpers=4'],
};

export const open = (name, port = 0) => start(restaurants[name][0],
    ...restaurants[name].slice(1), '--listen', `127.0.0.1:${port}`);

// On a port that was given up just now: somebody else may have it for a while.
export const openAgain = (name, port) => until(`port ${port} is free`, () =>
    open(name, port).catch(error => {
        if (!/in use/.test(error.message))
            throw error;
    }));

export async function openAll() {
    const all = {};
    for (const name of Object.keys(restaurants))
        all[name] = await open(name);
    return all;
}

export const watch = (servers, ...options) => start('loadgen/loadgen',
    'console', '--listen', '127.0.0.1:0', ...options,
    ...Object.entries(servers).map(([name, {url}]) =>
        `${name}=${url.replace(/\/$/, '')}`));

// What the server itself says.
export const stats = async ({url}) => (await fetch(`${url}stats`)).json();

// ---- the console's stream ----------------------------------------------

// Hears every sample: {samples: Map of t, last, notes, end()}.
export async function hear({url}) {
    const aborted = new AbortController();
    const heard = {samples: new Map(), last: null, notes: [],
        end: () => aborted.abort()};
    const reply = await fetch(`${url}api/stream`, {signal: aborted.signal});
    const take = event => {
        const kind = /^event: (.*)$/m.exec(event)?.[1];
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (kind === 'note')
            heard.notes.push(JSON.parse(data));
        if (kind !== 'sample')
            return;
        heard.last = JSON.parse(data);
        heard.samples.set(heard.last.t, heard.last);
    };
    (async () => {
        let text = '';
        for await (const piece of reply.body.pipeThrough(
            new TextDecoderStream())) {
            const events = (text + piece).split('\n\n');
            text = events.pop();
            events.forEach(take);
        }
    })().catch(() => {}); // it ended, or was ended
    return heard;
}

// ---- pages -------------------------------------------------------------

export class Pages {
    requests = [];   // every address that was asked for
    complaints = []; // what was wrong on any page

    async start(program) {
        this.browser = await chromium.launch({executablePath: program,
            args: ['--no-sandbox', '--disable-gpu',
                '--disable-background-networking',
                '--disable-component-update']});
    }

    // A page of its own, as on a device of its own; `before` runs in it first.
    async open(url, {before, ...options} = {}) {
        const context = await this.browser.newContext({
            viewport: {width: 1024, height: 768}, ...options});
        context.setDefaultTimeout(deadline_ms);
        context.on('request', request => this.requests.push(request.url()));
        const page = await context.newPage();
        if (before)
            await page.addInitScript(before);
        page.on('pageerror', error => this.complaints.push(String(error)));
        page.on('console', message => {
            if (['error', 'warning'].includes(message.type()))
                this.complaints.push(`${message.text()} at ${
                    message.location().url}`);
        });
        await page.goto(url);
        return page;
    }

    // The addresses that are neither here nor part of a page.
    foreign() {
        return this.requests.filter(url => {
            const {protocol, hostname} = new URL(url);
            return !['data:', 'blob:', 'file:'].includes(protocol) &&
                hostname !== '127.0.0.1';
        });
    }

    close() {
        return this.browser.close();
    }
}

// What a restaurant shows: {t, up, said, numbers: {...}, tiles: {...}}, all
// of one moment. Unknown numbers are null.
export const shownAt = (page, side) => answered(page.evaluate(id => {
    const article = document.getElementById(id);
    const values = name => Object.fromEntries(
        [...article.querySelectorAll(`[data-${name}]`)].map(element =>
            [element.dataset[name], element.dataset.value === '' ? null :
                Number(element.dataset.value)]));
    return {t: Number(article.dataset.t), up: article.dataset.up,
        server: article.dataset.server, numbers: values('number'),
        tiles: values('tile'),
        said: article.querySelector('.said').textContent};
}, side));

// Clicks one of a choice. What a mouse hits is the button itself, which lies
// unseen over its words.
export const choose = (page, name, value) =>
    page.locator(`input[name=${name}][value=${value}]`).click();

// A single key, that no field or button takes.
export async function press(page, name) {
    await answered(page.evaluate(() => document.activeElement?.blur()));
    await answered(page.keyboard.press(name));
}
