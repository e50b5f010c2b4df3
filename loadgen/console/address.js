// address.js: what a link to this page should bring back.
//
// Each part of the state has a name in the address after the #. A part that
// has nothing to say is left out.

const parts = new Map();
let timer = 0;
let known = location.hash; // as it was read or written last

const read = () => new URLSearchParams(location.hash.slice(1));

// What the address said when the page was opened.
const first = read();
export const opened = name => first.get(name);

// read() gives a text or null; write() takes one, now and whenever the
// address changes.
export function remember(name, get, write) {
    parts.set(name, {get, write});
    write(read().get(name));
}

function put() {
    if (location.hash !== known)
        return; // somebody changed it: a hashchange is on its way
    const words = read();
    for (const [name, part] of parts) {
        const value = part.get();
        if (value === null || value === undefined)
            words.delete(name);
        else
            words.set(name, value);
    }
    const hash = words.size || [...words].length ? `#${words}` : '#';
    if (hash !== location.hash)
        history.replaceState(null, '', location.search + hash);
    known = location.hash;
}

// Called after a change: the address follows, not more than a few times a
// second, for browsers refuse more.
export function changed() {
    clearTimeout(timer);
    timer = setTimeout(put, 150);
}

export function startAddress() {
    addEventListener('hashchange', () => {
        const words = read();
        known = location.hash;
        for (const [name, part] of parts)
            part.write(words.get(name));
        changed();
    });
}
