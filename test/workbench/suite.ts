import { format } from 'node:util';
import type { Page } from 'playwright-core';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { delay } from '../../src/concurrency/timeout';
import type { DrivenWindow } from './window';

/** What the workbench itself says on the same console, which is no concern of a suite. */
const NOISE = [
  /^\[(lifecycle|AccountPolicyGate|reconnection-grace-time|AgentHost|remote-connection)/,
  /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin)/,
  /^(Ignoring fetching additional builtin|Creation of workbench contribution)/,
  /net::ERR_|Failed to load resource|service ?worker/i,
];

/** How often the extension host is looked for, and how long the result may come after it has gone, in milliseconds. */
const LOOK_MS = 1000;
const LATE_MS = 5000;

export interface WatchedSuite {
  /**
   * Resolves with the suite's exit code.
   * @throws when the page crashes, or when the extension host ends without a result.
   */
  ended(): Promise<number>;
}

/**
 * Gives a page, before it is opened, the two functions that the workbench calls under automation: from now on the
 * extension host's console is printed.
 */
export async function watchSuite(driven: DrivenWindow, page: Page, tasks: TaskGroup): Promise<WatchedSuite> {
  let finished: (code: number) => void;
  const result = new Promise<number>((resolve) => (finished = resolve));
  await page.exposeFunction('codeAutomationLog', print);
  await page.exposeFunction('codeAutomationExit', (code: unknown) => finished(Number(code)));
  return { ended: () => firstOf(result, driven, page, tasks) };
}

async function firstOf(
  result: Promise<number>,
  driven: DrivenWindow,
  page: Page,
  tasks: TaskGroup,
): Promise<number> {
  const watch = tasks.group('suite');
  const gone = watch.run('extension host', ({ signal }) => extensionHostGone(driven, signal));
  try {
    return await Promise.race([result, crashOf(page), gone]);
  } finally {
    await watch.close();
  }
}

function print(type: string, args: readonly unknown[]): void {
  const text = format(...args.map(readable));
  if (NOISE.some((pattern) => pattern.test(text))) return;
  if (type === 'error' || type === 'warn') console.error(text);
  else console.log(text);
}

/** The workbench hands over errors and long texts as JSON values. */
function readable(value: unknown): unknown {
  const stack = typeof value === 'object' && value !== null && 'stack' in value ? value.stack : undefined;
  return stack ? stack : value;
}

function crashOf(page: Page): Promise<never> {
  return new Promise((_, reject) => page.once('crash', () => reject(new Error('The page crashed.'))));
}

/** Without this, a suite whose extension host died would be waited for until the time limit. */
async function extensionHostGone(driven: DrivenWindow, signal: AbortSignal): Promise<never> {
  let seen = false;
  for (;;) {
    await delay(LOOK_MS, signal);
    const pid = await driven.extensionHostPid();
    if (seen && pid === undefined) break;
    seen ||= pid !== undefined;
  }
  await delay(LATE_MS, signal);
  throw new Error('The extension host ended before the suite did.');
}
