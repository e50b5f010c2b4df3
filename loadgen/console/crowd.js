// crowd.js: a crowd as a pattern: one mark a customer, or a density.
//
// A crowd fills its place row by row with square cells of one pitch, and the
// pitch is the same everywhere on the page, so that areas compare. It is a
// canvas pattern, which costs the same for one customer and for ten thousand.
// Below `smallest` a cell cannot be seen any more; then the area alone tells.

export const smallest = 3; // device pixels

const cells = new Map();

// Forgets cells of old colours.
export const repaint = () => cells.clear();

const fits = (n, box, pitch) =>
    Math.floor(box.w / pitch) * Math.floor(box.h / pitch) >= n;

// The largest pitch, in device pixels and at most `most`, at which all these
// crowds fit into their boxes.
export function pitchFor(all, most) {
    const crowds = all.filter(({box}) => box.w > 0 && box.h > 0); // on show
    for (let pitch = Math.floor(most); pitch >= smallest; pitch--)
        if (crowds.every(({n, box}) => fits(n, box, pitch)))
            return pitch;
    const areas = crowds.filter(({n}) => n > 0)
        .map(({n, box}) => box.w * box.h / n);
    return Math.min(smallest, Math.sqrt(Math.min(...areas)));
}

function person(c, x, p, colour) {
    c.fillStyle = colour;
    c.beginPath();
    c.arc(x, p * 0.3, p * 0.17, 0, 7);
    c.fill();
    c.beginPath();
    c.roundRect(x - p * 0.24, p * 0.5, p * 0.48, p * 0.4,
        [p * 0.2, p * 0.2, p * 0.05, p * 0.05]);
    c.fill();
}

// A cashier: the same in ink, angular, under a cap.
export function cashier(c, x, y, p, colour) {
    c.fillStyle = colour;
    c.fillRect(x - p * 0.19, y + p * 0.1, p * 0.38, p * 0.09);
    c.fillRect(x - p * 0.13, y + p * 0.19, p * 0.26, p * 0.23);
    c.fillRect(x - p * 0.2, y + p * 0.48, p * 0.4, p * 0.42);
}

function buzzer(c, p, colour) {
    c.strokeStyle = colour;
    c.lineWidth = Math.max(1, p * 0.07);
    c.beginPath();
    c.roundRect(p * 0.68, p * 0.42, p * 0.24, p * 0.36, p * 0.06);
    c.stroke();
    c.fillStyle = colour;
    c.fillRect(p * 0.75, p * 0.5, p * 0.1, p * 0.07);
}

function figure(c, p, kind, colour, staff) {
    person(c, kind === 'plain' ? p / 2 : p * 0.34, p, colour);
    if (kind === 'pair')
        cashier(c, p * 0.76, 0, p, staff);
    if (kind === 'buzzer')
        buzzer(c, p, staff);
}

// From 6 to 13 pixels: a dot, and a smaller one for who or what is with it.
function dot(c, p, kind, colour, staff) {
    const r = Math.round(p * 0.62);
    c.fillStyle = colour;
    c.beginPath();
    c.roundRect(0, 0, r, p - 1, p * 0.25);
    c.fill();
    c.fillStyle = staff;
    const side = Math.max(2, Math.round(p * 0.28));
    if (kind === 'pair')
        c.fillRect(r, Math.round(p * 0.2), side, p - 1 - Math.round(p * 0.2));
    if (kind === 'buzzer')
        c.fillRect(r, Math.round(p * 0.4), side, side);
}

function speck(c, p, kind, colour, staff) {
    c.fillStyle = colour;
    c.fillRect(0, 0, p - 1, p - 1);
    c.fillStyle = staff;
    if (kind === 'pair')
        c.fillRect(p - 2, 0, 1, p - 1);
}

// Too many to draw: a tone, striped where each has a cashier.
function tone(c, p, kind, colour, staff) {
    c.fillStyle = colour;
    c.fillRect(0, 0, p, p);
    c.fillStyle = staff;
    if (kind === 'pair')
        c.fillRect(p - 1, 0, 1, p);
}

// One cell as a small canvas of pitch by pitch.
export function cell(pitch, kind, colour, staff) {
    const p = Math.max(smallest, Math.floor(pitch));
    const id = [p, pitch < smallest, kind, colour, staff].join('|');
    if (cells.has(id))
        return cells.get(id);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = p;
    const draw = pitch < smallest ? tone : p >= 14 ? figure
        : p >= 6 ? dot : speck;
    draw(canvas.getContext('2d'), p, kind, colour, staff);
    if (cells.size > 200)
        cells.clear();
    cells.set(id, canvas);
    return canvas;
}

// Fills `box` from its top with n customers.
export function drawCrowd(c, box, n, pitch, kind, colour, staff) {
    if (n <= 0)
        return;
    const columns = Math.max(1, Math.floor(box.w / pitch));
    const rows = Math.floor(n / columns), rest = n - rows * columns;
    c.save();
    c.translate(box.x, box.y);
    c.fillStyle = c.createPattern(cell(pitch, kind, colour, staff), 'repeat');
    c.fillRect(0, 0, columns * pitch, rows * pitch);
    if (rest > 0) // one is seen even among ten thousand
        c.fillRect(0, rows * pitch, Math.max(rest * pitch, 2),
            Math.max(pitch, 2));
    c.restore();
}
