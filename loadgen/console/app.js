// app.js: starts the parts of the page, one after another.
import {changed, remember, startAddress} from './address.js';
import {startCharts} from './charts.js';
import {startControls} from './controls.js';
import {startFrames} from './frames.js';
import {key, startKeys} from './keys.js';
import {startPredict} from './predict.js';
import {startReplay} from './replay.js';
import {startRestaurants} from './restaurant.js';
import {choose, on, state} from './state.js';
import {startStream} from './stream.js';
import {startTheme} from './theme.js';
import {startTimeline} from './timeline.js';
import {startTour} from './tour.js';

const at = id => document.getElementById(id);
const error_ms = 8000;
let timer = 0;

function complain(text) {
    at('status').textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => {
        at('status').textContent = '';
    }, error_ms);
}

function tellLive() {
    at('live').textContent = state.replay ? 'a recording'
        : state.live ? 'live' : state.late ? 'this page is behind'
            : 'the console does not answer';
    at('live').dataset.live = state.live;
}

function showView() {
    at('charts').hidden = state.view !== 'charts';
    at('timeline').hidden = state.view !== 'timeline';
    at('show-timeline').setAttribute('aria-pressed',
        String(state.view === 'timeline'));
    document.documentElement.dataset.view = state.view;
    changed();
}

const otherView = () =>
    choose({view: state.view === 'charts' ? 'timeline' : 'charts'});

function startViews() {
    at('show-timeline').addEventListener('click', otherView);
    key('t', 'charts or timeline', otherView);
    on('view', showView);
    remember('view', () => state.view === 'charts' ? null : state.view,
        text => choose({view: text ?? 'charts'}));
    showView();
}

on('live', tellLive);
on('config', tellLive);
on('error', complain);
startKeys();
startTheme();
startRestaurants();
startCharts();
startControls();
startViews();
startAddress();
startFrames();
startTimeline();
startTour();
startPredict();

startReplay().then(found => found || startStream());
