// pipe.mjs: a Chromium without a window, driven over a pipe.
//
// DevTools' protocol: JSON messages that end with a zero byte, to the
// browser on its descriptor 3, from it on 4. No port, no package.
import {spawn} from 'node:child_process';
import {once} from 'node:events';

const switches = ['--headless=new', '--remote-debugging-pipe', '--no-sandbox',
    '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-proxy-server',
    '--window-size=1280,1000'];

export class Browser {
    constructor(program, profile) {
        this.answers = new Map(); // what waits for the answer to a message
        this.complaints = [];     // errors on the page
        this.last = 0;
        this.process = spawn(program,
            [...switches, `--user-data-dir=${profile}`, 'about:blank'],
            {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
        this.process.on('error', error => { throw error; });
        let text = '';
        this.process.stdio[4].setEncoding('utf8').on('data', piece => {
            const messages = (text + piece).split('\0');
            text = messages.pop();
            messages.forEach(message => this.receive(JSON.parse(message)));
        });
    }

    receive({id, result, error, method, params}) {
        if (method === 'Runtime.exceptionThrown')
            this.complaints.push(params.exceptionDetails.text);
        if (method === 'Log.entryAdded' && params.entry.level === 'error')
            this.complaints.push(params.entry.text);
        if (!this.answers.has(id))
            return;
        const {resolve, reject} = this.answers.get(id);
        this.answers.delete(id);
        if (error)
            reject(new Error(error.message));
        else
            resolve(result);
    }

    send(method, params = {}) {
        const id = ++this.last, sessionId = this.session;
        const answer = new Promise((resolve, reject) =>
            this.answers.set(id, {resolve, reject}));
        this.process.stdio[3].write(
            JSON.stringify({id, method, params, sessionId}) + '\0');
        return answer;
    }

    // Opens a page; all that follows is about it.
    async open(url) {
        const {targetId} = await this.send('Target.createTarget',
            {url: 'about:blank'});
        const {sessionId} = await this.send('Target.attachToTarget',
            {targetId, flatten: true});
        this.session = sessionId;
        for (const domain of ['Runtime', 'Log', 'Page'])
            await this.send(`${domain}.enable`);
        await this.send('Page.navigate', {url});
    }

    // The value of an expression on the page; waits for it if it is a promise.
    async value(expression) {
        const {result, exceptionDetails} = await this.send('Runtime.evaluate',
            {expression, awaitPromise: true, returnByValue: true});
        if (exceptionDetails)
            throw new Error(exceptionDetails.exception?.description ??
                exceptionDetails.text);
        return result.value;
    }

    // Waits until an expression on the page is true.
    async until(expression) {
        while (!await this.value(`!!(${expression})`))
            await new Promise(again => setTimeout(again, 20));
    }

    async screenshot() {
        const {data} = await this.send('Page.captureScreenshot',
            {captureBeyondViewport: true});
        return Buffer.from(data, 'base64');
    }

    async close() {
        this.session = undefined;
        const end = once(this.process, 'exit');
        this.send('Browser.close').catch(() => {});
        await end;
    }
}
