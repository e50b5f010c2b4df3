// node.mjs: Node.js' http module and fetch against one server, in TAP.
//
//   node node.mjs URL NAME
//
// Nothing here waits for a time; one deadline ends what hangs.
import assert from 'node:assert/strict';
import http from 'node:http';
import {once} from 'node:events';

const [url, name] = process.argv.slice(2);
setTimeout(() => {
    console.log(`not ok - ${name}: node ended before its deadline`);
    process.exit(1);
}, 60000).unref();

let failed = 0;
async function test(what, run) {
    try {
        await run();
        console.log(`ok - ${name}: node ${what}`);
    } catch (error) {
        console.log(`# ${String(error.stack).replaceAll('\n', '\n# ')}`);
        console.log(`not ok - ${name}: node ${what}`);
        failed = 1;
    }
}

// Sends what `write` writes; resolves to the response and its body.
function ask(path, options = {}, write = request => request.end()) {
    return new Promise((resolve, reject) => {
        const request = http.request(url + path, options);
        request.on('error', reject);
        request.on('response', async response => {
            const pieces = [];
            for await (const piece of response)
                pieces.push(piece);
            resolve({request, response, body: Buffer.concat(pieces)});
        });
        write(request);
    });
}

const plate = n => 'abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n'
    .repeat(Math.ceil(n / 60)).slice(0, n);

await test('http keeps four connections for 400 requests', async () => {
    const agent = new http.Agent({keepAlive: true, maxSockets: 4});
    const sockets = new Set();
    await Promise.all(Array.from({length: 400}, async (_, i) => {
        const {request, response, body} = await ask(
            i % 2 ? '/hello' : `/bytes?n=${i}`, {agent});
        sockets.add(request.socket);
        assert.equal(response.statusCode, 200);
        assert.equal(body.toString(), i % 2 ? 'hello\n' : plate(i));
    }));
    assert.ok(sockets.size <= 4, `${sockets.size} connections`);
    agent.destroy();
});

await test('fetch, 100 requests at once', async () => {
    const bodies = await Promise.all(Array.from({length: 100}, async () =>
        (await fetch(url + '/wait?ms=20')).text()));
    assert.deepEqual(new Set(bodies), new Set(['waited\n']));
});

await test('fetch gets ten megabytes', async () => {
    const text = await (await fetch(url + '/bytes?n=10000000')).text();
    assert.ok(text === plate(10000000));
});

await test('fetch streams a body', async () => {
    const body = new ReadableStream({
        start(controller) {
            for (let i = 0; i < 100; i++)
                controller.enqueue(new TextEncoder().encode(`piece ${i}\n`));
            controller.close();
        },
    });
    const response = await fetch(url + '/echo',
        {method: 'POST', body, duplex: 'half'});
    const want = Array.from({length: 100}, (_, i) => `piece ${i}\n`).join('');
    assert.equal(await response.text(), want);
});

await test('http writes chunks and trailers', async () => {
    const {body} = await ask('/echo',
        {method: 'POST', headers: {Trailer: 'X-Sum'}}, request => {
            request.write('one ');
            request.write('two ');
            request.addTrailers({'X-Sum': '3'});
            request.end('three');
        });
    assert.equal(body.toString(), 'one two three');
});

await test('http waits for 100 Continue', async () => {
    let continued = false;
    const {body} = await ask('/echo', {
        method: 'POST',
        headers: {'Expect': '100-continue', 'Content-Length': 5},
    }, request => {
        request.on('continue', () => {
            continued = true;
            request.end('hello');
        });
        request.flushHeaders();
    });
    assert.ok(continued);
    assert.equal(body.toString(), 'hello');
});

await test('http asks for a head, and goes on', async () => {
    const agent = new http.Agent({keepAlive: true, maxSockets: 1});
    const head = await ask('/bytes?n=5000', {method: 'HEAD', agent});
    assert.equal(head.response.headers['content-length'], '5000');
    assert.equal(head.body.length, 0);
    const next = await ask('/hello', {agent});
    assert.equal(next.body.toString(), 'hello\n');
    assert.equal(next.request.socket, head.request.socket);
    agent.destroy();
});

await test('fetch sees errors as responses', async () => {
    const statuses = await Promise.all(
        ['/nothing', '/wait?ms=x', '/files/x'].map(async path =>
            (await fetch(url + path)).status));
    assert.deepEqual(statuses, [404, 400, 404]);
    assert.equal((await fetch(url + '/hello', {method: 'PUT'})).status, 405);
});

await test('fetch gives up amid a response, and others do not', async () => {
    const stop = new AbortController();
    const response = await fetch(url + '/bytes?n=1000000000',
        {signal: stop.signal});
    const reader = response.body.getReader();
    await reader.read();
    stop.abort();
    await assert.rejects(async () => {
        while (!(await reader.read()).done);
    }, {name: 'AbortError'});
    assert.equal(await (await fetch(url + '/hello')).text(), 'hello\n');
});

await test('http hears the feed', async () => {
    const request = http.get(url + '/feed');
    const [response] = await once(request, 'response');
    assert.equal(response.headers['content-type'], 'text/event-stream');
    let text = '';
    for await (const piece of response.setEncoding('utf8')) {
        const before = text;
        text += piece;
        if (!before.includes(': subscribed\n') &&
            text.includes(': subscribed\n'))
            for (const body of ['one', 'two\nlines', 'three'])
                await fetch(url + '/feed', {method: 'POST', body});
        if (text.includes('data: three\n\n'))
            break;
    }
    request.destroy();
    assert.deepEqual(text.match(/^data: .*$/gm),
        ['data: one', 'data: two', 'data: lines', 'data: three']);
});

process.exit(failed);
