// frames.js: one loop for all that moves, and an eye on its pace.
//
// What cannot be drawn at 30 frames a second is dropped, the least important
// first, and the page says so.
import {on, state, tell} from './state.js';

const callbacks = new Set();
const still = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)');

export const pace = {
    fps: 0,
    level: 2, // 2 all moves, 1 no bags, 0 crowds jump from sample to sample
};

// Whether things may glide; 'bags' ask for more than crowds do.
export const glides = what =>
    !still?.matches && pace.level >= (what === 'bags' ? 2 : 1);

export const calm = () => Boolean(still?.matches);

// Calls f(now, since the last) before each frame; returns what ends that.
export function everyFrame(f) {
    callbacks.add(f);
    return () => callbacks.delete(f);
}

let fresh = false; // a sample came since the last frame
let frames = 0, since = 0, slow = 0, quick = 0, last = 0;

// Once a second: a pace under 30 for three seconds costs a level; a minute of
// a good one brings it back.
function judge(now) {
    pace.fps = Math.round(frames * 1000 / (now - since));
    slow = pace.fps < 30 ? slow + 1 : 0;
    quick = pace.fps > 50 ? quick + 1 : 0;
    if (slow >= 3 && pace.level > 0) {
        pace.level--;
        slow = 0;
    } else if (quick >= 60 && pace.level < 2) {
        pace.level++;
        quick = 0;
    }
    frames = 0;
    since = now;
    tell('frames', pace);
}

// Samples that came since the last frame are one look at the newest: a page
// that is slow draws less often, and does not fall behind.
function look() {
    if (!fresh)
        return;
    fresh = false;
    tell('look', state.sample);
}

function frame(now) {
    requestAnimationFrame(frame); // whatever may be thrown below
    const passed = Math.min(now - last, 250);
    if (now - last > 1000) { // hidden meanwhile: that was no slow frame
        frames = 0;
        since = now;
    }
    last = now;
    frames++;
    look();
    for (const f of callbacks)
        f(now, passed);
    if (now - since >= 1000)
        judge(now);
}

export function startFrames() {
    on('sample', () => {
        fresh = true;
    });
    requestAnimationFrame(frame);
}
