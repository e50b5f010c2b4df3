// tour-scenes.js: ten scenes, in the order of the experiments. Each has a
// sentence to say, a question, one press, and what to look at; and promises,
// which promises.js holds against the servers' own numbers.
//
// `press` is what is sent, one after the other; {running: true} first waits
// until all loads run, {heard: true} until both servers have answered this
// page once more: so that what comes next has a before. `right` is the index
// of the answer that came true when it was measured; the page shows it when
// the promises have been judged.
import {atLeast, atMost, coresAtMost, countAtLeast, fewThreads, growsBy,
    queueOutside, recovers, silent, slowerToAnswer, standsStill, threadsFor,
    timesAsFast} from './promises.js';

const closed = (servers, menu, clients) =>
    ['/api/load', {servers, menu, clients, arrival: 'closed'}];
const open = (servers, menu, rate, clients) =>
    ['/api/load', {servers, menu, clients, arrival: 'open', rate}];
const running = {running: true};
const heard = {heard: true};

export const scenes = [{
    id: 'small-orders', title: 'Small orders', servers: ['B', 'D'],
    say: 'A hundred customers, each with the smallest order there is, again ' +
        'and again. Left, each has a cashier; right, one cashier has them all.',
    question: 'Who serves more of them a second?',
    answers: ['B, by far', 'D, by far', 'less than ten times apart'],
    right: 2,
    press: [closed(['B', 'D'], 'hello', 100)],
    look: 'Served a second, then the threads: a hundred against one.',
    promises: [threadsFor('B', 100), fewThreads('D', 100),
        atLeast('B', 300), atLeast('D', 300)],
}, {
    id: 'waiting', title: 'One cashier waits', servers: ['A', 'B'],
    say: 'Each order takes a tenth of a second in the oven. At A the only ' +
        'cashier stands and waits for it.',
    question: 'Twenty customers. How many does A serve in a second?',
    answers: ['1', '10', '20', '200'],
    right: 1,
    press: [closed(['A', 'B'], 'wait', 20)],
    look: 'The queue outside A. Even this page stands in it: see how old ' +
        'its numbers are.',
    promises: [atMost('A', 10), atLeast('B', 100),
        timesAsFast('B', 'A', 5), queueOutside('A', 5)],
}, {
    id: 'waiting-pool', title: 'A staff of 64', servers: ['C', 'D'],
    say: 'The same oven. C has hired 64 cashiers for 128 customers; D has ' +
        'one, and buzzers.',
    question: 'What does each of them serve in a second?',
    answers: ['both 1,280', 'C 640, D 1,280', 'C 1,280, D 10', 'both 640'],
    right: 1,
    press: [closed(['C', 'D'], 'wait', 128)],
    look: 'C: 64 at the oven, the others outside. 64 / 0.1 s = 640: ' +
        'the size of the staff, not the threads.',
    promises: [atMost('C', 640), timesAsFast('D', 'C', 1.3),
        countAtLeast('D', 'needs.sleep', 100, 'at the oven at once'),
        queueOutside('C', 20)],
}, {
    id: 'cooking', title: 'Cooking', servers: ['B', 'D'],
    say: 'Now nobody waits for an oven: a cook carves each turkey for 10 ms. ' +
        'Two customers each, and two cores for all.',
    question: 'Who carves more turkeys a second?',
    answers: ['B, with two cashiers', 'D, with buzzers', 'the same'],
    right: 0,
    press: [closed(['B', 'D'], 'burn', 2)],
    look: 'CPU: one loop is one core at most, however many there are.',
    promises: [coresAtMost('D', 1), atMost('D', 100),
        timesAsFast('B', 'D', 1.2)],
}, {
    id: 'giant-order', title: 'Behind the turkeys', servers: ['D', 'E'],
    say: 'Thirty customers want turkeys, and this page wants its numbers, a ' +
        'very small order. At E a back-room staff carves.',
    question: 'Who answers the small order at once?',
    answers: ['D only', 'E only', 'both', 'neither'],
    right: 1,
    press: [closed(['D', 'E'], 'burn', 30)],
    look: 'How old the numbers of D are: one turkey blocks the loop for all.',
    promises: [slowerToAnswer('D', 'E', 2), atMost('D', 100),
        countAtLeast('E', 'needs.work', 10, 'in the kitchen at once')],
}, {
    id: 'blocking-call', title: 'A call that blocks', servers: ['D', 'E'],
    say: 'A library call that blocks for 10 ms, without any computing. D ' +
        'makes it on its loop; E hands it to four helpers.',
    question: 'Thirty-two customers. What does each serve in a second?',
    answers: ['both 3,200', 'D 100, E 400', 'both 100', 'D 100, E 3,200'],
    right: 1,
    press: [closed(['D', 'E'], 'block', 32)],
    look: 'Served a second; both cores are idle.',
    promises: [atMost('D', 100), atMost('E', 400),
        timesAsFast('E', 'D', 2)],
}, {
    id: 'spike', title: 'Spike!', servers: ['B', 'D'],
    say: 'Twenty turkeys a second, which both can carve. Then, for three ' +
        'seconds, ten times as many customers come.',
    question: 'For whom is the spike no big deal?',
    answers: ['B', 'D', 'both', 'neither'],
    right: 3,
    press: [open(['B', 'D'], 'burn', 20, 100), running,
        ['/api/spike', {servers: ['B', 'D'], factor: 10, seconds: 3}]],
    look: 'B: the crowd in the kitchen. D: the wait. The queue moves, ' +
        'capacity does not; both need time to work it off.',
    promises: [countAtLeast('B', 'requests.in_flight', 30, 'orders in hand'),
        standsStill('D', 0.5), recovers('D'), recovers('B')],
}, {
    id: 'slow-customers', title: 'Slow customers', servers: ['C', 'D'],
    say: 'A hundred customers spell their order letter by letter, and ten ' +
        'ordinary ones come in behind them.',
    question: 'Who still serves the ordinary ones?',
    answers: ['C only', 'D only', 'both', 'neither'],
    right: 1,
    press: [['/api/slow', {servers: ['C', 'D'], clients: 100}], running,
        closed(['C', 'D'], 'hello', 10)],
    look: 'C: all 64 at the counter, listening to somebody slow. This page ' +
        'gets no answer either.',
    promises: [silent('C', 2), queueOutside('C', 10),
        countAtLeast('D', 'needs.read', 90, 'at the counter at once'),
        atLeast('D', 100)],
}, {
    id: 'live-feed', title: 'Live news', servers: ['B', 'D'],
    say: 'Five hundred customers watch the board; every second a burger is ' +
        'ready, and all are told.',
    question: 'What does a customer who only listens cost?',
    answers: ['a thread at B, little at D', 'a thread at both',
        'nothing at either'],
    right: 0,
    press: [closed(['B', 'D'], 'feed', 500)],
    look: 'Threads and memory; then how soon the last one hears.',
    promises: [threadsFor('B', 500), fewThreads('D', 500),
        countAtLeast('B', 'feed.subscribers', 500, 'listen'),
        countAtLeast('D', 'feed.subscribers', 500, 'listen'),
        growsBy('D', 'feed.messages', 2, 'messages told')],
}, {
    id: 'lying-stopwatch', title: 'The lying stopwatch', servers: ['B', 'D'],
    say: 'Both stand still for two seconds. At B, ten customers ask again ' +
        'only when answered; at D, 500 a second come, whatever happens.',
    question: 'Whose stopwatch says that it was bad?',
    answers: ["B's", "D's", 'both', 'neither'],
    right: 1,
    press: [closed(['B'], 'hello', 10), open(['D'], 'hello', 500, 50), running,
        heard, ['/api/freeze', {servers: ['B', 'D'], seconds: 2}]],
    look: 'p99. At B only ten orders were late, and nobody counted those who ' +
        'never came; the standstill was the same.',
    promises: [standsStill('B', 1.5), standsStill('D', 1.5),
        recovers('B'), recovers('D')],
}];
