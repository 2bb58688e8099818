// A table whose columns are data. A row is made once; of its cells, those whose text differs change.

import { button, element, setAttribute, setText } from './dom.js';
import { bytes } from './format.js';
import { keyed } from './keyed.js';

/** @param more `number`: to the right; `sort`: the server's order; `warns(item)`: whether a cell is marked */
export const column = (title, text, more) => ({ title, text, name: title.toLowerCase().replace(' ', '-'), ...more });

export const number = (title, text, more) => column(title, text, { number: true, ...more });

export const ID = number('Id', ({ id }) => String(id));
export const LISTENER = column('Listener', ({ listener }) => listener);
export const CLIENT = column('Client', ({ remoteAddress }) => remoteAddress);
export const READ = number('Read', ({ bytesRead }) => bytes(bytesRead), { sort: 'bytes' });
export const WRITTEN = number('Written', ({ bytesWritten }) => bytes(bytesWritten), { sort: 'bytes' });

/** @param buttons makes a row's buttons; `sorted` gets the order whose column was pressed */
export function makeTable(caption, columns, buttons, sorted) {
  const head = element('tr', { role: 'row' }, ...columns.map((of) => makeHead(of, sorted)));
  if (buttons) {
    head.append(element('td', { role: 'cell' }));
  }
  const body = element('tbody');
  const thead = element('thead', {}, head);
  return {
    element: element('table', { role: 'table' }, element('caption', { class: 'hidden' }, caption), thead, body),
    rows: keyed(body, ({ id }) => id, (item) => makeRow(columns, item, buttons)),
  };
}

function makeHead({ title, name, number: right, sort }, sorted) {
  const label = sort && sorted ? button(title, () => sorted(sort)) : title;
  return element('th', { scope: 'col', role: 'columnheader', class: className(name, right), 'data-sort': sort ?? null }, label);
}

function makeRow(columns, item, buttons) {
  const cells = columns.map(({ title, name, number: right }) =>
    element('td', { role: 'cell', class: className(name, right), 'data-title': title }),
  );
  const row = element('tr', { role: 'row' }, ...cells);
  if (buttons) {
    row.append(element('td', { role: 'cell', class: 'buttons' }, ...buttons(item)));
  }
  return {
    element: row,
    update(now) {
      setAttribute(row, 'data-gone', false);
      columns.forEach(({ text, warns }, i) => {
        setText(cells[i], text(now));
        if (warns) {
          setAttribute(cells[i], 'data-warns', warns(now));
        }
      });
    },
  };
}

const className = (name, right) => (right ? `${name} number` : name);
