// The targets of a client, or of a listener that forwards.

import { element, setText, showDot, span } from './dom.js';
import { count } from './format.js';
import { keyed } from './keyed.js';

export function targetList() {
  const list = element('ul', { class: 'targets', 'aria-label': 'Targets' });
  const { show } = keyed(list, ({ address }) => address, makeTarget);
  return {
    element: list,
    show(targets = []) {
      list.hidden = targets.length === 0;
      show(targets);
    },
  };
}

function makeTarget({ address }) {
  const dot = span('dot');
  const connections = span('muted');
  return {
    element: element('li', {}, dot, span('address', address), connections),
    update({ state, active, failed }) {
      showDot(dot, state);
      setText(connections, `${count(active)} active${failed > 0 ? `, ${count(failed)} failed` : ''}`);
    },
  };
}
