/**
 * What the bench does in the page. Written as text: it is JavaScript for the browser, and what TypeScript's own
 * compiler adds to a function (names of helpers) is not there.
 */

/** Runs in the page before anything else: notes its long tasks. */
export const WATCH_LONG_TASKS = `
  window.benchLongTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchLongTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });`;

export const TAKE_LONG_TASKS = `(() => {
  const durations = window.benchLongTasks.splice(0);
  return {
    count: durations.length,
    longestMs: Math.max(0, ...durations),
    totalMs: durations.reduce((sum, duration) => sum + duration, 0),
  };
})()`;

/** Whether keys go to a terminal. */
export const TERMINAL_HAS_FOCUS = `Boolean(document.activeElement?.closest('.terminal-wrapper'))`;

/** Makes `window.benchKey`: the time from the next key to the first change of what the focused terminal shows. */
export const AWAIT_KEY = `(() => {
  const rows = document.activeElement.closest('.terminal-wrapper').querySelector('.xterm-rows');
  const before = rows.textContent;
  window.benchKey = new Promise((resolve) => {
    let pressed;
    const observer = new MutationObserver(() => {
      if (pressed === undefined || rows.textContent === before) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    });
    observer.observe(rows, { subtree: true, childList: true, characterData: true });
    const note = () => (pressed = performance.now());
    document.addEventListener('keydown', note, { capture: true, once: true });
  });
})()`;

export const KEY_TIME = 'window.benchKey';

/** Makes `window.benchPressed`: when the page sees the next key that is not a modifier. */
export const AWAIT_PRESS = `(() => {
  window.benchPressed = new Promise((resolve) => {
    const note = (event) => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      document.removeEventListener('keydown', note, { capture: true });
      resolve(Date.now());
    };
    document.addEventListener('keydown', note, { capture: true });
  });
})()`;

export const PRESS_TIME = 'window.benchPressed';

/** Resolves with the time at which a visible terminal shows a text. */
export const shown = (text: string): string => `new Promise((resolve) => {
  const look = () => {
    const all = [...document.querySelectorAll('.terminal-wrapper.active .xterm-rows')];
    const texts = all.map(({ textContent }) => textContent.replaceAll('\\u00a0', ' '));
    if (texts.some((seen) => seen.includes(${JSON.stringify(text)}))) resolve(Date.now());
    else requestAnimationFrame(look);
  };
  look();
})`;
