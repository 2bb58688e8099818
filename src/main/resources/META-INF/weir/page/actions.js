// Changes: each asks once, carries the token against forged requests if there is one, and shows the answer.

import { button, byId, element } from './dom.js';

const SHOWN = 6000;

const dialog = byId('question');
const here = new URL('.', import.meta.url).href;

/** The URL of an endpoint: what remains of this file's without the page's own path is the base of all. */
export const endpoint = (path, { weir }) => new URL(path, here.slice(0, -weir.length - 1));

/** Asks a question, and on yes sends `{ method, url, body }` and says `done`. */
export async function change(question, request, done) {
  if (await ask(question)) {
    try {
      await send(request);
      notify(done);
    } catch (error) {
      notify(`Not done: ${error.message}`, true);
    }
  }
}

function ask({ title, text, yes }) {
  byId('question-title').textContent = title;
  byId('question-text').textContent = text;
  byId('yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

byId('yes').addEventListener('click', () => dialog.close('yes'));
byId('no').addEventListener('click', () => dialog.close());

async function send({ method, url, body }) {
  const headers = { 'Content-Type': 'application/json', ...(await token()) };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), redirect: 'manual' });
  if (!answer.ok) {
    const { detail, message, error = '' } = await answer.json().catch(() => ({}));
    throw new Error(`${detail ?? message ?? error} (${answer.status})`);
  }
}

async function token() {
  const answer = await fetch(new URL('csrf', here), { cache: 'no-store', redirect: 'manual' });
  const { header, token: value } = answer.status === 200 ? await answer.json() : {};
  return header ? { [header]: value } : {};
}

/** Success goes by itself; a refusal stays until it is dismissed. */
function notify(text, isRefusal = false) {
  const notice = element('p', { 'data-refused': isRefusal }, element('span', {}, text));
  notice.append(button('Dismiss', () => notice.remove()));
  byId('notices').append(notice);
  if (!isRefusal) {
    setTimeout(() => notice.remove(), SHOWN);
  }
}
