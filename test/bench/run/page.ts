/* global window, document, PerformanceObserver, MutationObserver, requestAnimationFrame, performance -- in the page */

/** Runs in the page before anything else: notes its long tasks. */
export function watchLongTasks() {
  window.benchLongTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchLongTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}

export function takeLongTasks() {
  const durations = window.benchLongTasks.splice(0);
  return {
    count: durations.length,
    longestMs: Math.max(0, ...durations),
    totalMs: durations.reduce((sum, duration) => sum + duration, 0),
  };
}

/** Whether keys go to a terminal. */
export function terminalHasFocus() {
  return Boolean(document.activeElement?.closest('.terminal-wrapper'));
}

/** Makes `window.benchKey`: the time from the next key to the first change of what the focused terminal shows. */
export function awaitKey() {
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
}

export const keyTime = () => window.benchKey;

/** Makes `window.benchPressed`: when the page sees the next key that is not a modifier. */
export function awaitPress() {
  window.benchPressed = new Promise((resolve) => {
    const note = (event) => {
      if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      document.removeEventListener('keydown', note, { capture: true });
      resolve(Date.now());
    };
    document.addEventListener('keydown', note, { capture: true });
  });
}

export const pressTime = () => window.benchPressed;

/** Resolves with the time at which a visible terminal shows a text. */
export function waitUntilShown(text) {
  return new Promise((resolve) => {
    const look = () => {
      const all = [...document.querySelectorAll('.terminal-wrapper.active .xterm-rows')];
      const texts = all.map(({ textContent }) => textContent.replaceAll('\u00a0', ' '));
      if (texts.some((shown) => shown.includes(text))) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}
