// The table of the streams that ended last.

import { byId } from './dom.js';
import { duration, words } from './format.js';
import { CLIENT, ID, LISTENER, READ, WRITTEN, column, makeTable, number } from './table.js';

const EXPECTED = ['peer_closed', 'handler_completed', 'shutdown_drained', 'probe', 'admin'];

const { element: table, rows } = makeTable('The last 100 streams that ended', [
  ID,
  LISTENER,
  CLIENT,
  number('Ended', ({ agoMs }) => `${duration(Math.floor(agoMs / 1000) * 1000).replace('.0 ', ' ')} ago`),
  number('Lasted', ({ lastedMs }) => duration(lastedMs)),
  READ,
  WRITTEN,
  column('Cause', ({ cause }) => words(cause), { warns: ({ cause }) => !EXPECTED.includes(cause) }),
]);
const scroll = byId('ended');
scroll.append(table);

export function showEnded(ended, time) {
  const now = Date.parse(time);
  rows.show(
    ended.map((stream) => {
      const until = Date.parse(stream.until);
      return { ...stream, agoMs: now - until, lastedMs: until - Date.parse(stream.since) };
    }),
  );
  scroll.hidden = ended.length === 0;
  byId('no-ends').hidden = ended.length > 0;
}
