/**
 * Root hooks of every mocha run, unit and integration: a test that leaves a thread, a child process, an open handle
 * or an unhandled rejection behind makes the run fail, and is named. All tests still run; the failure comes at
 * the end.
 * @module
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Worker } from 'node:worker_threads';

/** How long a test's remains may take to go, in milliseconds: sockets and processes close in their own time, on a busy computer too. */
const SETTLE_MS = Number(process.env['LEAK_SETTLE_MS'] ?? 10_000);
/** After leaks the process may never end by itself. Reports are written by then, in milliseconds. */
const EXIT_MS = 1000;

/** Requests under way and the runner's own turns; what does not last is nobody's leak. */
const PASSING = new Set(['Immediate', 'TickObject', 'CloseReq']);

const workers = new Set<Worker>();
const children = new Set<ChildProcess>();

// Node tells of each thread and process that this thread starts, also of those that do not keep it alive.
subscribe('worker_threads', (message) => {
  // The bundler keeps a thread and a process of its own for as long as we live, on purpose.
  if (/[\\/]esbuild[\\/]lib[\\/]/.test(new Error().stack ?? '')) return;
  const { worker } = message as { worker: Worker };
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  children.add(child);
  child.once('exit', () => children.delete(child));
});

/** What exists now: each thing by a name of its own where it has one, else its kind as often as there are. */
interface Inventory {
  readonly threads: ReadonlySet<Worker>;
  readonly processes: ReadonlyMap<number, string>;
  readonly resources: ReadonlyMap<string, number>;
}

/** On a turn of its own, so that mocha's timer for an asynchronous hook always counts, and always once. */
async function inventoryOfHook(): Promise<Inventory> {
  await nextTurn();
  return takeInventory();
}

function takeInventory(): Inventory {
  const resources = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (!PASSING.has(kind)) resources.set(kind, (resources.get(kind) ?? 0) + 1);
  return { threads: new Set(workers), processes: processesNow(), resources };
}

/** Pid → command line of the children of this process, whichever thread started them. */
function processesNow(): Map<number, string> {
  const found = new Map<number, string>();
  for (const child of children) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      children.delete(child);
    else found.set(child.pid, child.spawnargs.join(' '));
  }
  for (const pid of childrenBySystem()) found.set(pid, found.get(pid) ?? commandLine(pid));
  for (const [pid, command] of found) if (/esbuild.* --service=/.test(command)) found.delete(pid);
  return found;
}

/** Linux tells of all of them, e.g. of those that a worker thread started; elsewhere our own list must do. */
function childrenBySystem(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/task').flatMap((thread) =>
    read(`/proc/self/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** Empty when it has gone meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** In words, what exists now and did not before. */
function leaksSince(before: Inventory): string[] {
  const now = takeInventory();
  const threads = [...now.threads].filter((worker) => !before.threads.has(worker));
  const processes = [...now.processes].filter(([pid]) => !before.processes.has(pid));
  const resources = [...now.resources]
    .map(([kind, count]) => [kind, count - (before.resources.get(kind) ?? 0)] as const)
    .filter(([, count]) => count > 0);
  return [
    ...threads.map((worker) => `worker thread ${worker.threadId}`),
    ...processes.map(([pid, command]) => `process ${pid} (${command})`),
    ...resources.map(([kind, count]) => `${count} × ${kind}`),
  ];
}

/** Ends what a test has left running, so that it can disturb neither later tests nor the machine. */
async function cleanUp(before: Inventory): Promise<void> {
  for (const worker of workers) if (!before.threads.has(worker)) await worker.terminate();
  for (const pid of processesNow().keys()) {
    if (before.processes.has(pid)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

/** What is left of the time since `before`, once everything has had its chance to go. */
async function settledLeaksSince(before: Inventory): Promise<string[]> {
  const deadline = performance.now() + SETTLE_MS;
  await nextTurn();
  let left = leaksSince(before);
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(10);
    // Out of the timer's own callback, or it would count itself.
    await nextTurn();
    left = leaksSince(before);
  }
  return left;
}

const leaks: string[] = [];
const rejected = new WeakSet<Promise<unknown>>();
let beforeAll: Inventory | undefined;
let beforeEach: Inventory | undefined;
let running = 'No test';

// Mocha's own listener keeps Node from ending the run, and then lets the matter drop; it also repeats the event.
process.on('unhandledRejection', (reason, promise) => {
  if (rejected.has(promise)) return;
  rejected.add(promise);
  leaks.push(`${running} left a rejection unhandled: ${inspect(reason)}`);
});

export const mochaHooks = {
  async beforeAll(): Promise<void> {
    beforeAll = await inventoryOfHook();
  },

  async beforeEach(this: Mocha.Context): Promise<void> {
    running = `"${this.currentTest?.fullTitle() ?? '?'}"`;
    beforeEach = await inventoryOfHook();
  },

  async afterEach(): Promise<void> {
    if (!beforeEach) return;
    const left = await settledLeaksSince(beforeEach);
    if (left.length === 0) return;
    leaks.push(`${running} left behind: ${left.join(', ')}`);
    await cleanUp(beforeEach);
  },

  async afterAll(): Promise<void> {
    if (!beforeAll) return;
    // What single tests have left is told already, and may be here still.
    const left = leaks.length > 0 ? [] : await settledLeaksSince(beforeAll);
    if (left.length > 0) leaks.push(`A suite's before or after hook left behind: ${left.join(', ')}`);
    await cleanUp(beforeAll);
    if (leaks.length === 0) return;
    setTimeout(() => process.exit(1), EXIT_MS).unref();
    throw new Error(['Tests must clean up after themselves.', ...leaks].join('\n'));
  },
};
