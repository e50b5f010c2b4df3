// node-files.js: GET /files/PATH: ranges, conditions, no way out of the root.
//
// The path is resolved, symbolic links and all, before it is compared with
// the root. Every call goes to libuv's thread pool.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {pipeline} = require('node:stream/promises');

const PIECE = 65536;

const types = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.mjs': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.txt': 'text/plain; charset=utf-8',
    '.md': 'text/markdown; charset=utf-8',
    '.csv': 'text/csv; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.jpg': 'image/jpeg',
    '.gif': 'image/gif',
    '.ico': 'image/x-icon',
    '.pdf': 'application/pdf',
    '.wasm': 'application/wasm',
};

function missing() {
    return Object.assign(new Error('no such file'), {code: 'ENOENT'});
}

async function open(root, name) {
    const real = await fs.promises.realpath(path.join(root, name));
    if (!real.startsWith(root === '/' ? '/' : root + '/'))
        throw missing();
    const {O_RDONLY, O_NOFOLLOW, O_NONBLOCK} = fs.constants;
    return fs.promises.open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

// Reads "bytes=A-B", "bytes=A-" or "bytes=-N": [first, last], 'outside', or
// undefined for whatever is to be ignored.
function rangeOf(text, size) {
    const [, from, to] = /^bytes=([0-9]*)-([0-9]*)$/.exec(text) ?? [];
    if (from === undefined || from + to === '')
        return undefined;
    if (from === '') {
        const n = Number(to);
        return n === 0 || size === 0 ? 'outside'
            : [Math.max(size - n, 0), size - 1];
    }
    if (to !== '' && Number(to) < Number(from))
        return undefined;
    if (Number(from) >= size)
        return 'outside';
    return [Number(from), Math.min(to === '' ? Infinity : Number(to), size - 1)];
}

// Whether the client's copy is still good.
function unchanged(headers, tag, seconds) {
    const tags = headers['if-none-match'];
    if (tags !== undefined)
        return tags === '*' || tags.includes(tag);
    const since = Date.parse(headers['if-modified-since']);
    return since >= seconds * 1000;
}

function tagOf(stat) {
    const billion = 1000000000n;
    return `"${stat.size.toString(16)}-${(stat.mtimeNs / billion).toString(16)}` +
        `${(stat.mtimeNs % billion).toString(16).padStart(9, '0')}"`;
}

async function send(handle, name, req, res) {
    const stat = await handle.stat({bigint: true});
    if (!stat.isFile())
        throw missing();
    const size = Number(stat.size), tag = tagOf(stat);
    const seconds = Number(stat.mtimeNs / 1000000000n);
    const date = new Date(seconds * 1000).toUTCString();
    const {range, 'if-range': guard} = req.headers;
    const fields = {'Content-Type': types[path.extname(name)] ??
        'application/octet-stream', 'ETag': tag, 'Last-Modified': date,
        'Accept-Ranges': 'bytes'};
    if (unchanged(req.headers, tag, seconds)) {
        res.writeHead(304, {...fields, 'Content-Length': size}).end();
        return;
    }
    const wanted = range === undefined || req.method !== 'GET' ||
        (guard !== undefined && guard !== tag && guard !== date)
        ? undefined : rangeOf(range, size);
    if (wanted === 'outside') {
        const text = `the file has ${size} bytes\n`;
        res.writeHead(416, {...fields, 'Content-Type':
            'text/plain; charset=utf-8', 'Content-Range': `bytes */${size}`,
            'Content-Length': text.length}).end(text);
        return;
    }
    const [first, last] = wanted ?? [0, size - 1];
    if (wanted !== undefined)
        fields['Content-Range'] = `bytes ${first}-${last}/${size}`;
    fields['Content-Length'] = last - first + 1;
    res.writeHead(wanted === undefined ? 200 : 206, fields);
    if (req.method === 'HEAD' || size === 0) {
        res.end();
        return;
    }
    await pipeline(handle.createReadStream({start: first, end: last,
        highWaterMark: PIECE, autoClose: false}), res);
}

// Sends the file, or throws what the file system said before anything was
// sent. `root` has no symbolic links in its path.
exports.sendFile = async (root, name, req, res) => {
    const handle = await open(root, name);
    try {
        await send(handle, name, req, res);
    } finally {
        await handle.close();
    }
};
