// keys.js: single keys, and the list of them under `?`.
//
// They can be switched off there, for those whose speech or shaking hand
// would press them.

const list = new Map();
let enabled = true;

// Registers a key with what it does; `shown` is how the list calls it.
export function key(name, what, f, shown = name) {
    list.set(name, {what, f, shown});
}

const dialog = () => document.getElementById('keys');

// A key belongs to the field that is being typed in.
function typing(target) {
    if (target.isContentEditable)
        return true;
    return target.matches?.('select, textarea, input:not([type=range])' +
        ':not([type=radio]):not([type=checkbox])');
}

function pressed(event) {
    if (!enabled || event.ctrlKey || event.altKey || event.metaKey ||
        event.repeat && !['+', '-', '<', '>'].includes(event.key))
        return;
    const entry = list.get(event.key);
    if (!entry || typing(event.target) || dialog().open)
        return;
    if (event.key === ' ' && event.target.matches('button, input, summary, a'))
        return;
    event.preventDefault();
    entry.f(event);
}

function row({what, shown}) {
    const term = document.createElement('dt');
    for (const word of shown.split(' ')) {
        const cap = document.createElement('kbd');
        cap.textContent = word;
        term.append(cap);
    }
    const text = document.createElement('dd');
    text.textContent = what;
    return [term, text];
}

export function showKeys() {
    const rows = [...list.values()].filter(entry => entry.shown !== '');
    document.getElementById('key-list').replaceChildren(...rows.flatMap(row));
    dialog().showModal();
}

export function startKeys() {
    document.addEventListener('keydown', pressed);
    document.getElementById('help').addEventListener('click', showKeys);
    document.getElementById('keys-on').addEventListener('change', event => {
        enabled = event.target.checked;
    });
    key('?', 'this list', showKeys);
}
