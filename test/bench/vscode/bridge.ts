/** What the bench asks of the window's page and of the process outside: `../run/windowActions.ts` answers. */
const ADDRESS = process.env['QEMU_SERIAL_DEBUG_BRIDGE'] ?? '';

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

async function call<R>(method: string, ...args: readonly unknown[]): Promise<R> {
  const body = JSON.stringify({ method, arguments: args });
  const answer = (await (await fetch(ADDRESS, { method: 'POST', body })).json()) as Answer;
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}`);
  return answer.result as R;
}

export interface LongTasks {
  readonly count: number;
  readonly longestMs: number;
  readonly totalMs: number;
}

export interface SpoolFloodOptions {
  readonly file: string;
  readonly from: number;
  readonly echoAt: number;
  readonly seconds: number;
  readonly bytesPerSecond: number;
  readonly last: string;
  readonly wrapBytes?: number;
}

export interface SpoolFloodResult {
  readonly bytesPerSecond: number;
  /** When the guest's own output came, by `Date.now()`; absent when it did not. */
  readonly echoAt?: number;
  /** When the last byte was written. */
  readonly endedAt: number;
}

export const outside = {
  terminalHasFocus: () => call<boolean>('terminalHasFocus'),
  /** Types a line, and Enter, into what has the focus. */
  type: (text: string) => call('type', text),
  waitForTerminal: (text: string) => call<string>('waitForTerminal', text, 30_000),
  /** Types into the focused terminal and gives the milliseconds from each key to the change on the screen. */
  measureKeys: (count: number) => call<number[]>('measureKeys', count),
  /** Presses a key and gives when the page saw it, by `Date.now()`. */
  pressAt: (key: string) => call<number>('pressAt', key),
  /** Waits until the visible terminal shows a text and gives when that was, by `Date.now()`. */
  shownAt: (text: string) => call<number>('shownAt', text),
  /** The renderer's long tasks since the last call. */
  longTasks: () => call<LongTasks>('longTasks'),
  /** Resident memory by kind of process, in bytes. */
  memory: () => call<Record<string, number>>('memory'),
  /** Fills a spool from outside; see `programs/spoolFlood.ts`. */
  spoolFlood: (options: SpoolFloodOptions) => call<SpoolFloodResult>('spoolFlood', options),
};
