// Makes elements, and changes them only where something differs. Values become text or attributes, never markup.

export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    setAttribute(made, key, value);
  }
  made.append(...children);
  return made;
}

export const span = (className, ...children) => element('span', { class: className }, ...children);

export function button(label, pressed, name = label) {
  const made = element('button', { type: 'button', 'aria-label': name }, label);
  made.addEventListener('click', pressed);
  return made;
}

/** Keeps the text node, and with it a selection and a screen reader's place. */
export function setText(node, value) {
  const text = node.firstChild;
  if (text === null) {
    node.append(value);
  } else if (text.data !== value) {
    text.data = value;
  }
}

/** A dot in the colour of a state, and its text. */
export function showDot(node, state, text = state) {
  setAttribute(node, 'data-state', state);
  setText(node, text);
}

/** `false` and `null` remove the attribute. */
export function setAttribute(node, name, value) {
  if (value === false || value === null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}
