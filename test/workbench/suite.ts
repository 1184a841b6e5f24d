import { format } from 'node:util';

/** What the workbench itself says on the same console, which is no concern of a suite. */
const NOISE = [
  /^\[(lifecycle|AccountPolicyGate|reconnection-grace-time|AgentHost|remote-connection)/,
  /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin)/,
  /^(Ignoring fetching additional builtin|Creation of workbench contribution)/,
  /net::ERR_|Failed to load resource|service ?worker/i,
];

/** How often the extension host is looked for, and how long the result may come after it has gone, in ms. */
const LOOK_MS = 1000;
const LATE_MS = 5000;

/**
 * Gives a page, before it is opened, the two functions that the workbench calls under automation: the extension
 * host's console is printed from now on.
 * @returns `ended()`: resolves with the suite's exit code; rejects when the page crashes, or when the extension
 * host ends without a result.
 */
export async function watchSuite(driven, signal) {
  let finished;
  const result = new Promise((resolve) => (finished = resolve));
  await driven.page.exposeFunction('codeAutomationLog', print);
  await driven.page.exposeFunction('codeAutomationExit', (code) => finished(Number(code)));
  return { ended: () => firstOf(result, driven, signal) };
}

async function firstOf(result, driven, signal) {
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.race([result, crashOf(driven.page), extensionHostGone(driven, stop)]);
  } finally {
    over.abort();
  }
}

function print(type, args) {
  const text = format(...args.map(readable));
  if (NOISE.some((pattern) => pattern.test(text))) return;
  if (type === 'error' || type === 'warn') console.error(text);
  else console.log(text);
}

/** The workbench hands over errors and long texts as JSON values. */
const readable = (value) => (value && typeof value === 'object' && value.stack ? value.stack : value);

function crashOf(page) {
  return new Promise((_, reject) => page.once('crash', () => reject(new Error('The page crashed.'))));
}

/** Without this, a suite whose extension host died would be waited for until the time limit. */
async function extensionHostGone(driven, signal) {
  let seen = false;
  while (!signal.aborted) {
    await pause(LOOK_MS, signal);
    const pid = await driven.extensionHostPid();
    if (seen && !pid) break;
    seen ||= Boolean(pid);
  }
  await pause(LATE_MS, signal);
  throw new Error('The extension host ended before the suite did.');
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
