// Captures in memory, to download or delete, and the start of one.

import { change, endpoint } from './actions.js';
import { button, byId, element } from './dom.js';
import { bytes, count } from './format.js';
import { ID, column, makeTable, number } from './table.js';

const COLUMNS = [
  ID,
  column('Of', ({ stream, listener }) => (stream ? `stream ${stream}` : `listener ${listener}`)),
  column('State', ({ state }) => state),
  number('Packets', ({ packets }) => count(packets)),
  number('Size', ({ bytes: size }) => bytes(size)),
];

/** Returns what shows captures. */
export function captureTable({ paths, may }, changed) {
  const buttons = ({ id }) => {
    const url = endpoint(`${paths.captures}/${id}`, paths);
    const question = { title: `Delete capture ${id}?`, text: 'It ends, and its packets are gone.', yes: 'Delete' };
    const remove = () => change(question, { method: 'DELETE', url }, `Capture ${id} is deleted.`).then(changed);
    const download = element('a', { href: url, download: `weir-${id}.pcapng` }, 'Download');
    return may.captures ? [download, button('Delete', remove, `Delete capture ${id}`)] : [download];
  };
  const { element: table, rows } = makeTable('Captures in memory', COLUMNS, buttons);
  const section = byId('captures');
  section.append(table);
  return (captures = []) => {
    section.hidden = captures.length === 0;
    rows.show(captures);
  };
}

export function startCapture({ id, remoteAddress }, paths) {
  const question = {
    title: `Capture stream ${id} of ${remoteAddress}?`,
    text: 'Its packets are kept in memory for Wireshark, without payload.',
    yes: 'Capture',
  };
  const request = { method: 'POST', url: endpoint(paths.captures, paths), body: { stream: id } };
  return change(question, request, `Stream ${id} is captured.`);
}
