// format.js: numbers as people read them. What is unknown is a dash.

export const dash = '–';

const known = number => typeof number === 'number' && Number.isFinite(number);
const grouped = (number, digits = 0) => number.toLocaleString('en',
    {minimumFractionDigits: digits, maximumFractionDigits: digits});

// Three digits are enough to compare, and fit a tile.
const three = number => grouped(number, number < 9.95 ? 1 : 0);

export const count = number => known(number) ? grouped(number) : dash;

export const rate = number => !known(number) ? dash
    : number > 0 && number < 9.95 ? grouped(number, 1) : grouped(number);

// A time, given in microseconds.
export function wait(us) {
    if (!known(us))
        return dash;
    if (us < 999.5)
        return `${grouped(us)} µs`;
    if (us < 999500)
        return `${three(us / 1e3)} ms`;
    return `${three(us / 1e6)} s`;
}

export function bytes(n) {
    if (!known(n))
        return dash;
    if (n < 999500)
        return `${grouped(n / 1e3)} kB`;
    if (n < 999.5e6)
        return `${three(n / 1e6)} MB`;
    return `${three(n / 1e9)} GB`;
}

// 1 is 100 %.
export const share = part => known(part) ? `${grouped(part * 100)} %` : dash;

// For an axis: 1200 is 1.2k.
export function short(number) {
    if (!known(number))
        return '';
    if (Math.abs(number) >= 1e6)
        return `${+(number / 1e6).toPrecision(3)}M`;
    if (Math.abs(number) >= 1e3)
        return `${+(number / 1e3).toPrecision(3)}k`;
    return `${+number.toPrecision(3)}`;
}

export const shortWait = us => us >= 1e6 ? `${+(us / 1e6).toPrecision(3)} s`
    : us >= 1e3 ? `${+(us / 1e3).toPrecision(3)} ms`
        : `${+us.toPrecision(3)} µs`;
