// The live page: asks for the state and hands it to its parts.

import { change, endpoint } from './actions.js';
import { captureTable, startCapture } from './captures.js';
import { showClients } from './clients.js';
import { byId, setText, showDot } from './dom.js';
import { showEnded } from './ended.js';
import { listenerCards } from './listeners.js';
import { polling } from './poll.js';
import { query, streamTable } from './streams.js';
import { showWarnings } from './warnings.js';

/** After so many errors in a row the service is called gone, and still asked. */
const GONE = 6;
/** After so long without an answer, only the server knows the last minute. */
const GAP = 2500;

const LISTENER_ACTIONS = {
  pause: ['Pause', 'New connections wait in its backlog until it is resumed. Live streams go on.', 'is paused'],
  resume: ['Resume', 'It accepts connections again.', 'accepts connections'],
  drain: ['Drain', 'Its port closes. Idle streams end at once, others within the grace period. Resume opens it again.', 'drains'],
};

const poll = polling(stateUrl, heard, failed);
const changed = () => poll.now();

let parts = null;
let isStopping = false;
let heardAt = -Infinity;

function stateUrl() {
  const url = new URL('state', import.meta.url);
  url.search = new URLSearchParams({ ...query(), history: performance.now() - heardAt > GAP });
  return url;
}

function heard(state) {
  parts ??= makeParts(state);
  if (parts.made !== madeFor(state)) {
    return location.reload();
  }
  heardAt = performance.now();
  isStopping = state.state === 'refusing' && state.listeners.every(({ state: of }) => of === 'draining' || of === 'stopped');
  parts.showStreams(state);
  showHeader(state);
  showWarnings(state.warnings);
  parts.showListeners(state.listeners);
  showClients(state.clients);
  parts.showCaptures(state.captures);
  showEnded(state.ended, state.time);
}

/** Another version, or other access after a restart, needs another page. */
const madeFor = ({ version, may }) => JSON.stringify([version, may]);

function makeParts(state) {
  const { may, paths } = state;
  const cards = listenerCards(may.listeners ? changeListener : null);
  const capture = (stream) => startCapture(stream, paths).then(changed);
  const actions = [may.captures && ['Capture', capture], may.streams && ['End', endStream]].filter(Boolean);

  function changeListener(name, action) {
    const [yes, text, done] = LISTENER_ACTIONS[action];
    const title = `${yes} listener ${name}?`;
    const url = endpoint(`${paths.listeners}/${encodeURIComponent(name)}`, paths);
    change({ title, text, yes }, { method: 'POST', url, body: { action } }, `Listener ${name} ${done}.`).then(changed);
  }

  function endStream({ id, listener, remoteAddress }) {
    const title = `End stream ${id} of ${remoteAddress}?`;
    const text = `Its connection to listener ${listener} is closed at once, with the cause admin.`;
    const url = endpoint(`${paths.streams}/${id}`, paths);
    change({ title, text, yes: 'End stream' }, { method: 'DELETE', url }, `Stream ${id} has ended.`).then(changed);
  }

  return {
    made: madeFor(state),
    showListeners: (listeners) => cards.show(listeners),
    showStreams: streamTable(actions, changed),
    showCaptures: captureTable(state, changed),
  };
}

function showHeader({ application, version, state }) {
  document.title = `${application} · Weir`;
  setText(byId('application'), application);
  setText(byId('version'), version === 'unpackaged' ? '' : version);
  showDot(byId('readiness'), state);
  showConnection();
}

function showConnection() {
  const kind = poll.isPaused() ? 'paused' : 'live';
  showDot(byId('connection'), isStopping ? 'stopping' : kind, isStopping ? 'the service is stopping' : kind);
}

function failed(error, times) {
  if (error.status === 400) {
    byId('filter').value = '';
  }
  const isGone = isStopping || times >= GONE;
  const why = error.status === undefined ? 'no answer' : error.message;
  showDot(byId('connection'), isGone ? 'gone' : 'reconnecting', isGone ? 'gone' : `reconnecting: ${why}`);
}

byId('pause').addEventListener('click', ({ currentTarget }) => {
  poll.pause(!poll.isPaused());
  setText(currentTarget, poll.isPaused() ? 'Resume' : 'Pause');
  showConnection();
});

poll.now();
