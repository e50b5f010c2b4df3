// node-work.js: /burn and /block: on the loop, or on worker threads.
//
// /burn takes CPU time, as in request/route.c, and not time on the wall: the
// same amount of work however often the thread is interrupted.
//
// How a thread knows its CPU time: Node.js 23.9 and later tell it
// (threadCpuUsage). Earlier ones tell only that of the process, which is as
// good while one thread works: so on the loop. A worker among others has to
// count rounds instead, and measures beforehand, while it is the only one
// that works, what a round costs.
'use strict';

const {Worker, isMainThread, parentPort} = require('node:worker_threads');
const {once} = require('node:events');

const ROUNDS = 2000;     // a few microseconds
const CALIBRATION = 500; // times as many: a few milliseconds

const clock = process.threadCpuUsage ?? process.cpuUsage;
const exact = isMainThread || process.threadCpuUsage !== undefined;
const never = new Int32Array(new SharedArrayBuffer(4));

let x = 88172645;
let cost; // microseconds of CPU time for ROUNDS rounds, where we must count

function spin() {
    for (let i = 0; i < ROUNDS; i++) { // xorshift
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
    }
}

function used(start) {
    const {user, system} = clock(start);
    return user + system;
}

// The first times, the compiler is still at work on the loop; later ones may
// be disturbed. So the least of several counts.
function calibrate() {
    const costs = [];
    for (let i = 0; i < 6; i++) {
        const start = clock();
        for (let spins = 0; spins < CALIBRATION; spins++)
            spin();
        costs.push(used(start) / CALIBRATION);
    }
    cost = Math.min(...costs);
}

const jobs = {
    burn(us) {
        if (exact) {
            const start = clock();
            do
                spin();
            while (used(start) < us);
            return;
        }
        for (let spins = us / cost; spins > 0; spins--)
            spin();
    },

    block(ms) {
        Atomics.wait(never, 0, 0, ms);
    },
};

// Runs one job at a time for whoever asks.
function serve() {
    if (!exact)
        calibrate();
    parentPort.on('message', ({kind, value}) => {
        jobs[kind](value);
        parentPort.postMessage('done');
    });
    parentPort.postMessage('ready');
}

// The loop's side: idle workers, and jobs that wait for one.
exports.Work = class Work {
    constructor(workers) {
        this.workers = workers;
        this.idle = [];
        this.waiting = [];
    }

    // Starts the workers, one after the other: see above.
    async ready() {
        for (let i = 0; i < this.workers; i++) {
            const worker = new Worker(__filename);
            await once(worker, 'message');
            worker.unref();
            worker.on('message', () => this.ended(worker));
            this.idle.push(worker);
        }
    }

    run(kind, value, done) {
        if (this.workers === 0) {
            jobs[kind](value);
            done();
        } else {
            this.waiting.push({kind, value, done});
            this.next();
        }
    }

    next() {
        if (this.waiting.length === 0 || this.idle.length === 0)
            return;
        const worker = this.idle.pop(), job = this.waiting.shift();
        worker.done = job.done;
        worker.postMessage({kind: job.kind, value: job.value});
    }

    ended(worker) {
        worker.done();
        this.idle.push(worker);
        this.next();
    }
};

if (!isMainThread)
    serve();
