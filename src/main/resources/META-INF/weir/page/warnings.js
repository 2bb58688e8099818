// Warnings. A screen reader hears one when it appears, and not again as its figures change.

import { byId, element, setText } from './dom.js';
import { words } from './format.js';
import { keyed } from './keyed.js';

const MOST_READ = 3;

const section = byId('warnings');
const list = keyed(section.firstChild, ({ kind, listener, stream }) => `${kind} ${listener} ${stream}`, makeWarning);

export function showWarnings(warnings) {
  section.hidden = warnings.length === 0;
  const fresh = list.show(warnings).map(({ text }) => text);
  if (fresh.length > 0) {
    const more = fresh.length - MOST_READ;
    setText(byId('announcement'), `Warning: ${fresh.slice(0, MOST_READ).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`);
  }
}

function makeWarning({ kind }) {
  const text = element('span');
  return {
    element: element('li', {}, element('strong', {}, words(kind)), text),
    update: (warning) => setText(text, warning.text),
  };
}
