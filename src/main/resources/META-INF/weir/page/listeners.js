// A card for each listener, with its buttons.

import { button, byId, element, setAttribute, setText, showDot, span } from './dom.js';
import { figure } from './figure.js';
import { count, perSecond, words } from './format.js';
import { keyed } from './keyed.js';
import { targetList } from './targets.js';

/** A share of the limit. */
const NEAR = 0.9;

/** @param act gets a listener's name and an action; `null` where none is allowed */
export const listenerCards = (act) => keyed(byId('listeners'), ({ name }) => name, ({ name }) => makeCard(name, act));

function makeCard(name, act) {
  const dot = span('dot');
  const where = element('p', { class: 'facts' });
  const active = figure('Connections', count);
  const read = figure('Read', perSecond);
  const written = figure('Written', perSecond);
  const use = element('progress', { 'aria-hidden': true });
  const facts = element('p', { class: 'facts' });
  const targets = targetList();
  const buttons = act && makeButtons(name, act);
  const bar = element('div', { class: 'bar' }, element('h3', {}, name), dot, span('grow'), ...(buttons?.elements ?? []));
  const figures = element('div', { class: 'figures' }, active.element, read.element, written.element);
  return {
    element: element('article', { class: 'card' }, bar, where, figures, use, facts, targets.element),
    update(listener) {
      const { state, connections, rate: now, history } = listener;
      const { active: open, limit } = connections;
      showDot(dot, state, stateText(listener));
      setText(where, `${listener.address} · ${listener.handler}${listener.tls ? ' · TLS' : ''}`);
      active.show(history?.active, open, limit === null ? 'no limit' : `of ${count(limit)}`);
      read.show(history?.read, now.read);
      written.show(history?.written, now.written);
      use.hidden = limit === null;
      setAttribute(use, 'value', Math.min(1, open / (limit ?? Infinity)).toFixed(3));
      setAttribute(use, 'data-near', limit !== null && open >= NEAR * limit);
      setText(facts, factsText(listener));
      targets.show(listener.targets);
      buttons?.update(state);
    },
  };
}

/** Why a listener is paused, unless its state says it. */
function stateText({ state, paused = [] }) {
  const why = paused.filter((reason) => reason !== 'drain').map(words);
  return why.length > 0 ? `${state}: ${why.join(', ')}` : state;
}

function factsText({ connections, rate: now, frames }) {
  const facts = [
    `${count(Math.round(now.accepted))}/s accepted`,
    `${count(connections.rejected)} rejected`,
    frames && `${count(frames.in)} frames in, ${count(frames.out)} out`,
  ];
  return facts.filter(Boolean).join(' · ');
}

/** The buttons change or are off, but stay, and with them the focus. */
function makeButtons(name, act) {
  let state = '';
  const flow = button('', () => press(flow, state === 'listening' ? 'pause' : 'resume'));
  const drain = button('Drain', () => press(drain, 'drain'), `Drain ${name}`);
  const press = (pressed, action) => pressed.hasAttribute('aria-disabled') || act(name, action);
  return {
    elements: [flow, drain],
    update(now) {
      state = now;
      const label = state === 'listening' ? 'Pause' : 'Resume';
      setText(flow, label);
      setAttribute(flow, 'aria-label', `${label} ${name}`);
      setAttribute(flow, 'aria-disabled', state === 'draining');
      setAttribute(drain, 'aria-disabled', state === 'draining' || state === 'stopped');
    },
  };
}
