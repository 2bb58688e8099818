// The table of live streams. While the pointer, the focus or a selection is in it, its rows stay where they are: figures change,
// a stream that is gone is marked, and the order follows later.

import { button, byId, setAttribute, setText } from './dom.js';
import { count, duration, rate, wait, words } from './format.js';
import { keyed } from './keyed.js';
import { CLIENT, ID, LISTENER, READ, WRITTEN, column, makeTable, number } from './table.js';

const MOST = 200;

const COLUMNS = [
  ID,
  LISTENER,
  CLIENT,
  number('Age', ({ ageMs }) => duration(ageMs), { sort: 'age' }),
  number('Idle', ({ idleMs }) => wait(idleMs), { sort: 'idle' }),
  READ,
  WRITTEN,
  number('Rate in', ({ ratePerSecond }) => rate(ratePerSecond.read), { sort: 'rate' }),
  number('Rate out', ({ ratePerSecond }) => rate(ratePerSecond.written), { sort: 'rate' }),
  column('State', ({ state }) => words(state), { warns: ({ state }) => state !== 'open' }),
  number('Blocked', ({ blockedMs }) => wait(blockedMs), { warns: ({ blockedMs }) => blockedMs >= 1000 }),
];

const sort = byId('sort');
const filter = byId('filter');
const empty = byId('no-streams');
const choices = keyed(filter, (name) => name, (name) => ({ element: new Option(name || 'all', name), update() {} }));
const canHover = matchMedia('(hover: hover)');

/** What the server is asked for. */
export const query = () => ({ sort: sort.value, limit: MOST, ...(filter.value && { listener: filter.value }) });

/** Returns what shows a state. @param actions `[label, pressed(stream)]` of buttons; `asked` is called for another order or listener */
export function streamTable(actions, asked) {
  const by = (order) => {
    sort.value = order;
    markOrder(table, order);
    asked();
  };
  const buttons = (stream) => actions.map(([label, pressed]) => button(label, () => pressed(stream), `${label} stream ${stream.id}`));
  const { element: table, rows } = makeTable('Live streams', COLUMNS, actions.length > 0 && buttons, by);
  empty.before(table);
  markOrder(table, sort.value);
  sort.addEventListener('change', () => by(sort.value));
  filter.addEventListener('change', asked);

  return ({ listeners, streams, total, time }) => {
    const now = Date.parse(time);
    const items = streams.map((stream) => ({ ...stream, ageMs: now - Date.parse(stream.since) }));
    const isHeld = isInUse(table.tBodies[0]);
    if (isHeld) {
      rows.hold(items, MOST, (row) => markGone(row, streams.length < total));
    } else {
      rows.show(items);
    }
    setText(byId('count'), `total ${count(total)}, showing ${count(streams.length)}${isHeld ? ', order held' : ''}`);
    choices.show(['', ...listeners.map(({ name }) => name)]);
    table.hidden = rows.isEmpty();
    empty.hidden = !rows.isEmpty();
    setText(empty, emptyText(listeners));
  };
}

function isInUse(body) {
  const selection = getSelection();
  return (
    (canHover.matches && body.matches(':hover')) ||
    body.querySelector(':focus-visible') !== null ||
    (!selection.isCollapsed && body.contains(selection.anchorNode))
  );
}

function markGone(row, mayLive) {
  setAttribute(row, 'data-gone', true);
  setText(row.querySelector('.state'), mayLive ? 'not listed' : 'ended');
}

function markOrder(table, order) {
  for (const head of table.querySelectorAll('[data-sort]')) {
    setAttribute(head, 'aria-sort', head.dataset.sort === order && 'descending');
  }
}

function emptyText(listeners) {
  const open = listeners.find(({ state }) => state === 'listening');
  return `No client is connected.${open ? ` Listener ${open.name} listens on ${open.address}.` : ''}`;
}
