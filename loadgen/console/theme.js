// theme.js: light or dark, and the style sheet's colours for canvases.
import {remember, changed} from './address.js';
import {key} from './keys.js';
import {tell} from './state.js';

const names = ['page', 'box', 'line', 'text', 'soft', 'left', 'right', 'warn'];
const system = matchMedia('(prefers-color-scheme: dark)');
let wanted = null; // 'light' or 'dark'; null is what the system says
let colours = null;

// The style sheet's colours as they are now.
export function ink() {
    if (colours)
        return colours;
    const probe = document.createElement('span');
    document.body.append(probe);
    colours = {};
    for (const name of names) {
        probe.style.color = `var(--${name})`;
        colours[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return colours;
}

const present = () => wanted ?? (system.matches ? 'dark' : 'light');

function show() {
    document.documentElement.dataset.theme = present();
    document.getElementById('theme').textContent =
        present() === 'dark' ? 'Light' : 'Dark';
    colours = null;
    tell('theme', present());
}

function toggle() {
    wanted = present() === 'dark' ? 'light' : 'dark';
    show();
    changed();
}

export function startTheme() {
    remember('theme', () => wanted, value => {
        wanted = ['light', 'dark'].includes(value) ? value : null;
        show();
    });
    document.getElementById('theme').addEventListener('click', toggle);
    system.addEventListener('change', show);
    key('d', 'light or dark', toggle);
}
