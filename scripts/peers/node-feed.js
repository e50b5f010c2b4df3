// node-feed.js: server-sent events: a ring of messages and who hears them.
//
// As request/feed.c: ids from 1, 1024 messages kept, Last-Event-ID resumes,
// nobody waits for a slow subscriber: one that falls behind by the whole ring
// is dropped and counted.
'use strict';

const RING = 1024;
const HEARTBEAT_MS = 15000;

exports.MESSAGE = 4096;

exports.Feed = class Feed {
    constructor() {
        this.last = 0;
        this.dropped = 0;
        this.ring = new Array(RING);
        this.subscribers = new Set();
        this.heart = setInterval(() => this.beat(), HEARTBEAT_MS);
        this.heart.unref();
    }

    get oldest() {
        return Math.max(1, this.last - RING + 1);
    }

    // The message is bytes, one a character: what comes goes out the same.
    publish(message) {
        const id = ++this.last;
        const lines = message.replace(/[\r\0]/g, '').replaceAll('\n',
            '\ndata: ');
        this.ring[id % RING] = Buffer.from(
            `id: ${id}\ndata: ${lines}\n\n`, 'latin1');
        for (const subscriber of this.subscribers)
            this.tell(subscriber);
        return id;
    }

    subscribe(res, lastEventId) {
        const given = /^[0-9]+$/.test(lastEventId) ? Number(lastEventId) : NaN;
        let seen = given < this.last ? given : this.last, lost = '';
        if (seen + 1 < this.oldest) {
            lost = `event: lost\ndata: ${this.oldest - seen - 1}\n\n`;
            seen = this.oldest - 1;
        }
        const subscriber = {res, seen};
        this.subscribers.add(subscriber);
        res.once('close', () => this.subscribers.delete(subscriber));
        res.on('drain', () => this.tell(subscriber));
        res.write('retry: 1000\n: subscribed\n\n' + lost);
        this.tell(subscriber);
    }

    // Sends what is new for as long as the socket takes it; 'drain' goes on.
    tell(subscriber) {
        if (subscriber.seen + 1 < this.oldest) {
            this.dropped++;
            subscriber.res.destroy();
            return;
        }
        while (subscriber.seen < this.last && !subscriber.res.writableNeedDrain)
            subscriber.res.write(this.ring[++subscriber.seen % RING]);
    }

    // A comment now and then finds out clients that vanished.
    beat() {
        for (const {res} of this.subscribers)
            if (!res.writableNeedDrain)
                res.write(': still here\n\n');
    }

    close() {
        clearInterval(this.heart);
        for (const {res} of this.subscribers)
            res.end();
    }
};
