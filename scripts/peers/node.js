#!/usr/bin/env node
// node.js: the routes of our servers as a Node.js program would have them:
// one event loop, the http module, nothing tuned behind anyone's back.
//
//   scripts/peers/node.js [--listen=ADDRESS:PORT] [--workers=N] ...
//
// Answers what request/ answers, except for /orders and /metrics. Differences
// that a reader of a chart should know:
// - /files goes through libuv's pool of four threads, as it does in every
//   Node.js program: in that it is like `evented --helpers=4`;
// - /burn and /block run on the loop, or with --workers on worker threads;
// - timers tick in milliseconds;
// - a reader that is too slow is dropped from /feed, and nowhere else: Node.js
//   has no deadline for writing.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const {readOptions} = require('./node-options.js');
const {Feed, MESSAGE} = require('./node-feed.js');
const {sendFile} = require('./node-files.js');
const {Work} = require('./node-work.js');

const MAX_BODY = 1 << 20;
const TEXT = 'text/plain; charset=utf-8';

const options = readOptions(process.argv.slice(2));
const work = new Work(options.workers);
const feed = new Feed();
// Where `make install` puts it, or in the sources.
const home = fs.readFileSync(['home.html', '../../request/home.html']
    .map((name) => path.join(__dirname, name)).find(fs.existsSync));

// What /stats tells. `needs` counts connections by what they wait for, as far
// as a program on Node.js can know.
const count = {open: 0, accepted: 0, timedOut: 0, served: 0, failed: 0};
const needs = {write: 0, sleep: 0, work: 0, news: 0};
let stopping = false;

// ---- answers

function reply(res, status, type, body, fields) {
    count.served++;
    if (stopping)
        res.setHeader('Connection', 'close');
    res.writeHead(status, {'Content-Type': type,
        'Content-Length': Buffer.byteLength(body), ...fields});
    res.end(body);
}

function explain(res, status, text, fields) {
    count.failed++;
    reply(res, status, TEXT, text + '\n', fields);
}

// Counts a response among those that wait for `need`, until it is over.
function hold(res, need) {
    needs[need]++;
    res.once('close', () => { needs[need]--; });
}

// The number behind name= in the query, `otherwise` when there is none, or
// undefined after having answered 400.
function number(res, query, name, otherwise, max) {
    const given = query.split('&').find(part => part.startsWith(name + '='));
    if (given === undefined)
        return otherwise;
    const text = given.slice(name.length + 1), value = Number(text);
    if (/^[0-9]+$/.test(text) && value <= max)
        return value;
    explain(res, 400, `${name} must be a number from 0 to ${max}`);
}

// Collects the body for `then`, or answers 413.
function withBody(req, res, then) {
    const parts = [];
    let length = 0;
    req.on('data', part => {
        length += part.length;
        if (length <= MAX_BODY)
            parts.push(part);
    });
    req.on('end', () => {
        if (length <= MAX_BODY)
            then(Buffer.concat(parts));
        else
            explain(res, 413, 'the body is larger than 1 MiB',
                {Connection: 'close'});
    });
}

// ---- routes

function hello(req, res) {
    reply(res, 200, TEXT, 'hello\n');
}

function wait(req, res, query) {
    const ms = number(res, query, 'ms', 100, 60000);
    if (ms === undefined)
        return;
    hold(res, 'sleep');
    const timer = setTimeout(reply, ms, res, 200, TEXT, 'waited\n');
    res.once('close', () => clearTimeout(timer));
}

function block(req, res, query) {
    const ms = number(res, query, 'ms', 100, 60000);
    if (ms === undefined)
        return;
    hold(res, 'work');
    work.run('block', ms, () => reply(res, 200, TEXT, 'blocked\n'));
}

function burn(req, res, query) {
    const us = number(res, query, 'us', 1000, 10000000);
    if (us === undefined)
        return;
    hold(res, 'work');
    work.run('burn', us, () => reply(res, 200, TEXT, 'burned\n'));
}

const plate = Buffer.alloc(1092 * 60,
    'abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n');

// Goes on when the socket has taken the piece before: a slow reader costs one
// piece of memory, whatever n is.
function bytes(req, res, query) {
    let left = number(res, query, 'n', 1000, 2 ** 30);
    if (left === undefined)
        return;
    count.served++;
    res.writeHead(200, {'Content-Type': TEXT, 'Content-Length': left});
    if (req.method === 'HEAD')
        return res.end();
    hold(res, 'write');
    const more = () => {
        while (left > plate.length) {
            left -= plate.length;
            if (!res.write(plate))
                return res.once('drain', more);
        }
        res.end(plate.subarray(0, left));
    };
    more();
}

function files(req, res, query, name) {
    if (options.root === undefined)
        return explain(res, 404,
            'nothing to serve; start with --root=FOLDER');
    hold(res, 'work');
    count.served++;
    sendFile(options.root, name.slice('/files/'.length), req, res)
        .catch(error => fileFailed(res, error));
}

function fileFailed(res, error) {
    if (res.headersSent)
        return res.destroy(); // it became shorter, or the client went away
    count.served--;
    if (['EACCES', 'EPERM'].includes(error.code))
        return explain(res, 403, 'this file may not be read');
    if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(error.code))
        return explain(res, 503, 'out of descriptors; try again');
    explain(res, 404, 'no such file below --root');
}

function echo(req, res) {
    const type = req.headers['content-type'] ?? '';
    withBody(req, res, body => reply(res, 200,
        type === '' || type.length > 64 ? TEXT : type, body));
}

function subscribe(req, res) {
    count.served++;
    res.writeHead(200, {'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store', 'Connection': 'close'});
    if (req.method === 'HEAD')
        return res.end();
    hold(res, 'news');
    feed.subscribe(res, req.headers['last-event-id']);
}

function publish(req, res) {
    withBody(req, res, body => {
        if (body.length < 1 || body.length > MESSAGE)
            return explain(res, 400, `a message has 1 to ${MESSAGE} bytes`);
        const id = feed.publish(body.toString('latin1'));
        reply(res, 200, 'application/json', `{"id":${id}}\n`);
    });
}

function stats(req, res) {
    const cpu = process.cpuUsage(), used = process.resourceUsage();
    const flying = Object.values(needs).reduce((sum, n) => sum + n, 0);
    const idle = Math.max(count.open - flying - 1, 0);
    const told = {
        model: 'node', scene: options.workers > 0 ? 'E' : 'D',
        pid: process.pid, uptime_s: process.uptime(),
        connections: {open: count.open, idle, accepted: count.accepted,
            refused: 0, timed_out: count.timedOut},
        requests: {served: count.served, in_flight: flying + 1,
            failed: count.failed},
        needs: {read: idle, write: needs.write, sleep: needs.sleep,
            work: needs.work, news: needs.news, turn: 0, finish: 0},
        feed: {subscribers: feed.subscribers.size, messages: feed.last,
            dropped: feed.dropped},
        threads: fs.readdirSync('/proc/self/task').length,
        fds: fs.readdirSync('/proc/self/fd').length - 1,
        rss_bytes: process.memoryUsage.rss(),
        cpu_user_s: cpu.user / 1e6, cpu_system_s: cpu.system / 1e6,
        switches_voluntary: used.voluntaryContextSwitches,
        switches_forced: used.involuntaryContextSwitches,
    };
    reply(res, 200, 'application/json', JSON.stringify(told) + '\n',
        {'Cache-Control': 'no-store'});
}

const routes = new Map(Object.entries({
    '/hello': {GET: hello},
    '/wait': {GET: wait},
    '/block': {GET: block},
    '/burn': {GET: burn},
    '/bytes': {GET: bytes},
    '/files/': {GET: files},
    '/echo': {POST: echo},
    '/feed': {GET: subscribe, POST: publish},
    '/stats': {GET: stats},
    '/': {GET: (req, res) => reply(res, 200, 'text/html; charset=utf-8', home)},
}));

// Splits and decodes a target: [path, query], or null when it is none.
function split(target) {
    if (target[0] !== '/')
        target = target.replace(/^http:\/\/[^/?]+/i, '') || '/';
    const mark = target.indexOf('?');
    const raw = mark < 0 ? target : target.slice(0, mark);
    try {
        const name = raw.includes('%') ? decodeURIComponent(raw) : raw;
        return name.includes('\0') ? null
            : [name, mark < 0 ? '' : target.slice(mark + 1)];
    } catch {
        return null;
    }
}

function dispatch(req, res) {
    const [name, query] = split(req.url) ?? [];
    if (name === undefined)
        return explain(res, 400, 'this is not a request that HTTP allows');
    const route = routes.get(name.startsWith('/files/') ? '/files/' : name);
    if (route === undefined)
        return explain(res, 404, 'no such route; GET / lists them all');
    const handler = route[req.method === 'HEAD' ? 'GET' : req.method];
    if (handler !== undefined)
        return handler(req, res, query, name);
    const allowed = Object.keys(route).join(', ').replace('GET', 'GET, HEAD');
    explain(res, 405, `this route takes ${allowed}`, {Allow: allowed});
}

// ---- the server

// The deadlines are those of request/config.c. Node.js looks for requests
// that are late every half minute unless told otherwise.
const server = http.createServer({
    keepAliveTimeout: 60000,
    requestTimeout: 20000,
    headersTimeout: 20000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16384,
    noDelay: true,
}, dispatch);
server.maxRequestsPerSocket = 0; // as many requests a connection as come

server.on('connection', socket => {
    count.accepted++;
    count.open++;
    socket.once('close', () => { count.open--; });
});

// Requests that are late or malformed never reach dispatch().
server.on('clientError', (error, socket) => {
    const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    if (late)
        count.timedOut++;
    if (!socket.writable)
        return socket.destroy();
    const status = late ? '408 Request Timeout'
        : error.code === 'HPE_HEADER_OVERFLOW'
            ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n` +
        'Connection: close\r\n\r\n');
});

server.on('error', error => {
    console.error(`node: cannot listen on ${options.listen}: ${error.code} ` +
        '(another --listen, or stop who does)');
    process.exit(1);
});

// Lets requests in hand come to their end, for ten seconds at most.
function stop() {
    if (stopping)
        return;
    stopping = true;
    feed.close();
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const end = () => {
        if (!options.quiet)
            console.log(`node: served ${count.served} requests on ` +
                `${count.accepted} connections`);
        process.exit(0);
    };
    setTimeout(end, 10000);
    server.close(() => {
        clearInterval(sweep);
        end();
    });
    server.closeIdleConnections();
}

work.ready().then(() => server.listen(
    {host: options.host, port: options.port, backlog: options.backlog}, () => {
        const {address, port, family} = server.address();
        const host = family === 'IPv6' ? `[${address}]` : address;
        process.on('SIGTERM', stop);
        process.on('SIGINT', stop);
        console.log(`node: listening on http://${host}:${port}/ ` +
            `(pid ${process.pid})`);
    }));
