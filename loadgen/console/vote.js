// vote.js: the page at /vote, on a device of somebody in the class.
//
// Shows the question that is open and sends an answer; another touch changes
// it. The counts are shown when the teacher has ended the vote, not before.
import {at, make} from './make.js';
import {api} from './state.js';

const ask_ms = 1000;

let shown = '';    // the question as it was drawn, so as to draw it once
let question = null;
const mine = new Map(); // id of a question -> the answer given

// A name that this device keeps, so that a second vote replaces the first.
function voter() {
    const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map(
        byte => byte.toString(16).padStart(2, '0')).join('');
    try {
        const kept = localStorage.getItem('voter') ?? fresh();
        localStorage.setItem('voter', kept);
        return kept;
    } catch {
        return fallback ??= fresh(); // this browser keeps nothing
    }
}
let fallback;

function say(text) {
    if (at('said').textContent !== text)
        at('said').textContent = text;
}

function choice(text, i) {
    const given = mine.get(question.id) === i;
    return make('button', {type: 'button', className: 'answer',
        data: {answer: i}, disabled: !question.open,
        'aria-pressed': String(given), onclick: () => vote(i)}, text,
    question.open ? null :
        make('small', {data: {votes: question.counts[i]}},
            ` ${question.counts[i]}`));
}

function draw() {
    const {id, text, answers} = question;
    at('question').textContent = id ? text : 'No question yet. It will come.';
    const focus = document.activeElement?.dataset.answer;
    at('answers').replaceChildren(...answers.map(choice));
    if (focus !== undefined)
        at('answers').querySelector(`[data-answer="${focus}"]`)?.focus();
}

function sayState() {
    const given = mine.get(question.id);
    if (!question.id)
        say('');
    else if (!question.open)
        say('The vote has ended.');
    else
        say(given === undefined ? 'Choose one.' :
            `You said “${question.answers[given]}”. Another touch changes it.`);
}

async function vote(answer) {
    const reply = await fetch(api('/api/vote'), {method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({id: question.id, answer, voter: voter()})})
        .catch(() => null);
    if (reply?.ok) {
        mine.set(question.id, answer);
        draw();
        sayState();
    } else {
        const {error} = await reply?.json().catch(() => ({})) ?? {};
        say(error ?? 'It did not get through: try again.');
    }
}

async function look() {
    try {
        const reply = await fetch(api('/api/question'));
        if (!reply.ok)
            throw new Error((await reply.json()).error);
        const last = question;
        question = await reply.json();
        const {open, id, text, counts} = question;
        if (last?.id === id && last.text !== text)
            mine.clear(); // the console began anew, and so do its numbers
        const now = JSON.stringify([id, text, open, open ? null : counts]);
        if (now !== shown) {
            draw();
            sayState();
        }
        shown = now;
    } catch (error) {
        shown = '';
        at('question').textContent = 'The console does not answer.';
        at('answers').replaceChildren();
        say(error instanceof TypeError ? '' : error.message);
    }
    setTimeout(look, ask_ms);
}

look();
