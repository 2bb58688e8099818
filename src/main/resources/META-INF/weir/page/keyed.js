// Elements that follow a list of items: each is made once, updated in place and removed with its item.

/** @param key gives an item's key; `make` makes `{ element, update(item) }` for it */
export function keyed(parent, key, make) {
  const parts = new Map();

  function update(items) {
    const fresh = items.filter((item) => !parts.has(key(item)));
    for (const item of fresh) {
      const part = make(item);
      parts.set(key(item), part);
      parent.append(part.element);
    }
    items.forEach((item) => parts.get(key(item)).update(item));
    return fresh;
  }

  function without(items) {
    const keys = new Set(items.map(key));
    return [...parts.keys()].filter((of) => !keys.has(of));
  }

  return {
    isEmpty: () => parts.size === 0,

    /** Shows the items in their order. Returns those that are new. */
    show(items) {
      for (const gone of without(items)) {
        parts.get(gone).element.remove();
        parts.delete(gone);
      }
      const fresh = update(items);
      let next = parent.firstElementChild;
      for (const item of items) {
        const { element } = parts.get(key(item));
        if (element === next) {
          next = next.nextElementSibling;
        } else {
          place(parent, element, next);
        }
      }
      return fresh;
    },

    /** Moves no element: new ones go to the end, up to `most` in all, and `mark` gets those without an item. */
    hold(items, most, mark) {
      without(items).forEach((gone) => mark(parts.get(gone).element));
      let room = most - parts.size;
      update(items.filter((item) => parts.has(key(item)) || room-- > 0));
    },
  };
}

/** An insertion alone would lose the focus. */
function place(parent, element, before) {
  const focused = document.activeElement;
  parent[parent.moveBefore ? 'moveBefore' : 'insertBefore'](element, before);
  if (focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}
