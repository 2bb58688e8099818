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

async function send(request) {
  const { header, token, plain } = await csrf();
  let answer = await sendWith(request, header, token);
  if (answer.status === 403 && plain) {
    // Applications differ in which of the two they take, and say so by refusing the other.
    answer = await sendWith(request, header, plain);
  }
  if (!answer.ok) {
    const { detail, message, error = '' } = await answer.json().catch(() => ({}));
    throw new Error(`${detail ?? message ?? error} (${answer.status})`);
  }
}

function sendWith({ method, url, body }, header, token) {
  const headers = { 'Content-Type': 'application/json', ...(header && { [header]: token }) };
  return fetch(url, { method, headers, body: body && JSON.stringify(body), redirect: 'manual' });
}

/** Just before a change, and at no other time: the server may begin a session for it. */
async function csrf() {
  const answer = await fetch(new URL('csrf', here), { cache: 'no-store', redirect: 'manual' });
  return answer.status === 200 ? answer.json() : {};
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
