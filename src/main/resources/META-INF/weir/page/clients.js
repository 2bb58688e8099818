// A card for each client: its connections and targets.

import { byId, element, setText, span } from './dom.js';
import { count } from './format.js';
import { keyed } from './keyed.js';
import { targetList } from './targets.js';

const cards = keyed(byId('clients'), ({ name }) => name, makeCard);

export function showClients(clients = []) {
  byId('clients').parentElement.hidden = clients.length === 0;
  cards.show(clients);
}

function makeCard({ name, mode }) {
  const facts = element('p', { class: 'facts' });
  const targets = targetList();
  return {
    element: element('article', { class: 'card' }, element('h3', {}, name), facts, targets.element),
    update({ connections: { active, idle, limit, pending }, targets: now }) {
      setText(facts, `${mode} · ${count(active)} of ${count(limit)} in use · ${count(idle)} idle · ${count(pending)} waiting`);
      targets.show(now);
    },
  };
}
