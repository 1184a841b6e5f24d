import { readFileSync } from 'node:fs';
import { ChildAbortController, raceAbort } from './abort';
import { TimeoutError } from './timeout';

/** A thread whose work can be measured. */
export interface MeasuredThread {
  /** How long it has had a processor, in milliseconds; undefined while that is not known. */
  readonly workedMs: number | undefined;
}

/** Linux counts a thread's work in hundredths of a second (`USER_HZ`, proc(5)). */
const MS_A_TICK = 10;
/** utime and stime of `/proc/…/stat`, counted from the field behind the name in parentheses. */
const UTIME = 11;
const STIME = 12;
/** Where work cannot be measured: how many milliseconds pass for one of work, at worst. */
const MS_A_MS_OF_WORK = 6;
/** How many times the limit may pass in any case: a thread that waits for a disk does no work. */
const MOST_TIMES = 24;
/** Between two looks at a thread's work, in milliseconds, at least. */
const LEAST_MS = 50;

/**
 * Runs `work`, which a thread does, for at most `ms` milliseconds of that thread's own work: on a busy computer a thread waits for
 * a processor for longer than it works. Six times that where work cannot be measured (other systems than Linux).
 * @param what Named in the error.
 * @throws {TimeoutError} when the limit is reached, or 24 times that has passed; `signal.reason` on abort; whatever `work` throws.
 */
export async function withWorkLimit<T>(
  what: string,
  ms: number,
  thread: MeasuredThread,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new ChildAbortController(signal);
  const begun = performance.now();
  const before = thread.workedMs ?? 0;
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const passed = performance.now() - begun;
    const { workedMs } = thread;
    const worked = workedMs === undefined ? passed / MS_A_MS_OF_WORK : workedMs - before;
    if (worked >= ms || passed >= ms * MOST_TIMES) controller.abort(new TimeoutError(what, ms));
    else timer = setTimeout(look, Math.max(LEAST_MS, ms - worked));
  };
  timer = setTimeout(look, ms);
  try {
    return await raceAbort(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    controller.dispose();
  }
}

/** What `workOf` takes, as the thread itself knows it; undefined on other systems than Linux. */
export function ownThreadPath(): string | undefined {
  return process.platform === 'linux' ? ownThreadOnLinux() : undefined;
}

function ownThreadOnLinux(): string | undefined {
  try {
    const stat = readFileSync('/proc/thread-self/stat', 'utf8');
    return `/proc/self/task/${stat.slice(0, stat.indexOf(' '))}/stat`;
  } catch {
    return undefined;
  }
}

/** How long a thread of this process has had a processor, in milliseconds; undefined when it has ended. */
export function workOf(path: string): number | undefined {
  try {
    const stat = readFileSync(path, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[UTIME]) + Number(fields[STIME])) * MS_A_TICK;
  } catch {
    return undefined;
  }
}
