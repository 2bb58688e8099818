// Asks for the state once a second, one request at a time: less often if answers take long or fail, not at all while hidden.

const SECOND = 1000;
const LONGEST = 10_000;
/** An interval is at least this many times as long as the answer takes. */
const SPARE = 5;

/** @param url gives the next URL; `heard` gets each state, `failed` an error and how many came in a row */
export function polling(url, heard, failed) {
  let timer;
  let isAsking = false;
  let isWanted = false;
  let isPaused = false;
  let failures = 0;

  /** Asks at once, even while paused. */
  function now() {
    clearTimeout(timer);
    isWanted = isAsking;
    if (!isAsking && !document.hidden) {
      ask();
    }
  }

  async function ask() {
    isAsking = true;
    const start = performance.now();
    let interval;
    let show;
    try {
      const state = await read(url());
      failures = 0;
      interval = Math.max(SECOND, SPARE * (performance.now() - start));
      show = () => heard(state);
    } catch (error) {
      failures++;
      interval = Math.min(LONGEST, SECOND * 2 ** failures);
      show = () => failed(error, failures);
    }
    isAsking = false;
    if (isWanted) {
      now();
    } else if (!isPaused && !document.hidden) {
      timer = setTimeout(ask, interval - (performance.now() - start));
    }
    show();
  }

  function resume() {
    clearTimeout(timer);
    if (!isPaused) {
      now();
    }
  }

  document.addEventListener('visibilitychange', resume);
  return {
    now,
    isPaused: () => isPaused,
    pause(paused) {
      isPaused = paused;
      resume();
    },
  };
}

async function read(url) {
  const answer = await fetch(url, { cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(LONGEST) });
  if (!answer.ok) {
    const isSignedOut = answer.type === 'opaqueredirect' || answer.status === 401;
    throw Object.assign(new Error(isSignedOut ? 'sign in again' : `answer ${answer.status}`), { status: answer.status });
  }
  return answer.json();
}
