// scene.js: the picture of one restaurant, on the canvas behind its places.
//
// The style sheet lays out the places, and the picture follows their boxes.
// Between two samples crowds glide from one number to the next; what is
// written beside them is always the newest number itself.
import {calm, glides} from './frames.js';
import {cashier, drawCrowd, pitchFor} from './crowd.js';
import {ink} from './theme.js';

const crowds = ['outside', 'counter', 'oven', 'board', 'kitchen'];
const boxes = {outside: '.outside .crowd', counter: '.counter .crowd',
    oven: '.oven .crowd', board: '.board .crowd', kitchen: '.kitchen .crowd',
    staff: '.staff', cooks: '.cooks'};
const glide_ms = 70;   // what is left of a step after this is a third
const crossing_ms = 2600;

const nobody = {outside: 0, counter: 0, oven: 0, kitchen: 0, board: 0};

export class Scene {
    constructor(article, side) {
        this.article = article;
        this.side = side; // 'left' or 'right': its colour
        this.canvas = article.querySelector('canvas.scene');
        this.c = this.canvas.getContext('2d');
        this.lane = article.querySelector('canvas.bags');
        this.lane_c = this.lane.getContext('2d');
        this.at = null;      // the newest places(), or null
        this.live = false;
        this.rate = null;    // customers served a second
        this.cpu = null;     // cores
        this.seen = {...nobody}; // the crowds as drawn just now
        this.bags = [];      // how far each has come, 0 to 1
        this.owed = 0;       // of a bag
        this.bag = 1;        // so many customers each
        this.box = {};
        this.dirty = true;
        const watch = new ResizeObserver(() => this.measure());
        watch.observe(this.canvas);
        watch.observe(article.querySelector('.outside'));
        watch.observe(article.querySelector('.counter'));
    }

    // Reads the layout; in device pixels.
    measure() {
        const scale = devicePixelRatio;
        const floor = this.canvas.getBoundingClientRect();
        for (const canvas of [this.canvas, this.lane]) {
            const {width, height} = canvas.getBoundingClientRect();
            canvas.width = Math.round(width * scale);
            canvas.height = Math.round(height * scale);
        }
        for (const [name, selector] of Object.entries(boxes)) {
            const r = this.article.querySelector(selector)
                .getBoundingClientRect();
            this.box[name] = {x: Math.round((r.left - floor.left) * scale),
                y: Math.round((r.top - floor.top) * scale),
                w: Math.floor(r.width * scale),
                h: Math.floor(r.height * scale)};
        }
        this.rem = parseFloat(getComputedStyle(document.documentElement)
            .fontSize) * scale;
        this.dirty = true;
    }

    update(at, live, rate, cpu) {
        this.at = at;
        this.live = live;
        this.rate = live ? rate : null;
        this.cpu = live ? cpu : null;
        this.dirty = true;
    }

    // The crowds as they are to be fitted in, now and when all has glided.
    demand() {
        if (!this.box.oven)
            return [];
        const at = this.at ?? nobody;
        return crowds.map(name => ({box: this.box[name],
            n: Math.max(at[name] ?? 0, Math.round(this.seen[name]))}));
    }

    glide(passed) {
        const at = this.at ?? nobody;
        const part = glides('crowds') ? 1 - Math.exp(-passed / glide_ms) : 1;
        for (const name of crowds) {
            const gap = (at[name] ?? 0) - this.seen[name];
            if (gap === 0)
                continue;
            this.seen[name] += Math.abs(gap) < 0.5 ? gap : gap * part;
            this.dirty = true;
        }
    }

    // Bags go out as fast as customers are served.
    carry(passed) {
        if (!glides('bags')) {
            this.bags.length = 0;
            return;
        }
        this.owed += (this.rate || 0) / this.bag * passed / 1000;
        if (this.owed >= 1) {
            this.bags.push(0);
            this.owed %= 1;
        }
        if (this.bags.length === 0)
            return;
        this.bags = this.bags.map(x => x + passed / crossing_ms)
            .filter(x => x < 1);
    }

    kind(place) {
        if (place === 'outside' || !this.at)
            return 'plain';
        if (!this.at.evented)
            return 'pair';
        return place === 'counter' ? 'plain' : 'buzzer';
    }

    draw(pitch) {
        if (!this.dirty || !this.box.oven)
            return;
        this.dirty = false;
        const {c} = this, colours = ink();
        const tone = this.live ? colours[this.side] : colours.soft;
        c.clearRect(0, 0, this.canvas.width, this.canvas.height);
        for (const name of crowds)
            drawCrowd(c, this.box[name], Math.round(this.seen[name]), pitch,
                this.kind(name), name === 'outside' && this.at
                    ? colours[this.side] : tone,
                this.live ? colours.text : colours.soft);
        if (this.at) {
            this.drawStaff(colours);
            this.drawCooks(colours, tone);
        }
    }

    // Those who stand behind the counter: in evented all, in threaded those
    // that no customer keeps.
    drawStaff(colours) {
        const {at, c, box: {staff}} = this;
        const n = at.evented ? at.cashiers - at.helpers
            : Math.max(0, at.cashiers - at.inside);
        const line = Math.max(2, Math.round(staff.h * 0.1));
        const p = Math.min(staff.h - line, staff.w / Math.max(n, 1));
        for (let i = 0; i < n && p >= 2; i++)
            cashier(c, staff.x + (i + 0.5) * p, staff.y + staff.h - line - p, p,
                this.live ? colours.text : colours.soft);
        c.fillStyle = colours.soft;
        c.fillRect(staff.x, staff.y + staff.h - line, staff.w, line);
    }

    // A cook for each core, filled as far as this server keeps it busy.
    drawCooks(colours, tone) {
        const {at, c, box: {cooks}} = this, n = at.cooks ?? 0;
        const p = Math.min(cooks.h, cooks.w / Math.max(n + at.helpers, 1));
        for (let i = 0; i < n; i++)
            cook(c, cooks.x + i * p, cooks.y, p, colours.soft, tone,
                Math.min(1, Math.max(0, (this.cpu ?? 0) - i)));
        for (let i = 0; i < at.helpers; i++)
            cashier(c, cooks.x + (n + i + 0.5) * p, cooks.y, p,
                this.live ? colours.text : colours.soft);
    }

    // The lane has a canvas of its own: bags move when nothing else does.
    drawBags() {
        const {lane: {width, height}, lane_c: c} = this;
        const size = Math.round(height * 0.72);
        if (this.bags.length === 0 && this.empty)
            return;
        c.clearRect(0, 0, width, height);
        for (const x of this.bags)
            bag(c, x * (width - size), height - size, size,
                ink()[this.live ? this.side : 'soft']);
        this.empty = this.bags.length === 0;
    }
}

// A head under a tall hat; the hat fills.
function cook(c, x, y, p, line, tone, part) {
    const w = p * 0.62, h = p * 0.42, left = x + p * 0.19, top = y + p * 0.04;
    c.lineWidth = Math.max(1.5, p * 0.06);
    c.strokeStyle = line;
    c.fillStyle = tone;
    c.fillRect(left, top + h * (1 - part), w, h * part);
    c.strokeRect(left, top, w, h);
    c.fillStyle = line;
    c.beginPath();
    c.arc(x + p / 2, y + p * 0.6, p * 0.15, 0, 7);
    c.fill();
    c.fillRect(x + p * 0.22, y + p * 0.78, p * 0.56, p * 0.16);
}

export function bag(c, x, y, size, colour) {
    c.fillStyle = colour;
    c.strokeStyle = colour;
    c.lineWidth = Math.max(1, size * 0.1);
    c.fillRect(x, y + size * 0.3, size * 0.85, size * 0.7);
    c.beginPath();
    c.arc(x + size * 0.425, y + size * 0.32, size * 0.24, Math.PI, 0);
    c.stroke();
}

// So many customers a bag that a lane has at most three a second.
function perBag(scenes) {
    const most = Math.max(...scenes.map(scene => scene.rate ?? 0));
    return 10 ** Math.max(0, Math.ceil(Math.log10(most / 3)));
}

// Draws all scenes at one pitch; returns what a mark and a bag stand for.
export function drawScenes(scenes, passed) {
    const bagged = perBag(scenes);
    for (const scene of scenes) {
        scene.bag = bagged;
        scene.glide(passed);
        scene.carry(passed);
    }
    const most = Math.max(...scenes.map(scene => scene.rem ?? 16)) * 1.9;
    const pitch = pitchFor(scenes.flatMap(scene => scene.demand()), most);
    for (const scene of scenes) {
        if (scene.pitch !== pitch)
            scene.dirty = true;
        scene.pitch = pitch;
        scene.draw(pitch);
        scene.drawBags();
    }
    return {pitch, bag: bagged, bags: !calm() && glides('bags')};
}
