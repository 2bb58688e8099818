// A name, its value in large type, and its last minute as a line over an area.

import { element, setAttribute, setText, span } from './dom.js';

const SECONDS = 60;
const HEIGHT = 32;

/** @param format makes a value text */
export function figure(name, format) {
  const value = span('value');
  const more = span('more');
  const line = shape('polyline', { class: 'line' });
  const area = shape('polygon', { class: 'area' });
  const svg = shape('svg', { viewBox: `0 0 ${SECONDS - 1} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  svg.append(area, line);
  let values = [];
  return {
    element: element('div', {}, span('name', name), element('div', { class: 'values' }, value, more), svg),

    /** @param history the last minute, oldest first; without it, `latest` follows what was there */
    show(history, latest, beside = '') {
      values = (history ?? [...values, latest]).slice(-SECONDS);
      const highest = Math.max(...values, 0);
      const start = SECONDS - values.length;
      const height = (of) => HEIGHT - 1 - (highest > 0 ? of / highest : 0) * (HEIGHT - 3);
      const points = values.map((of, i) => `${start + i},${height(of).toFixed(1)}`).join(' ');
      setText(value, format(latest));
      setText(more, beside);
      setAttribute(line, 'points', points);
      setAttribute(area, 'points', `${start},${HEIGHT} ${points} ${SECONDS - 1},${HEIGHT}`);
      setAttribute(svg, 'aria-label', `${name} in the last minute: at most ${format(highest)}`);
    },
  };
}

function shape(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => setAttribute(made, key, value));
  return made;
}
