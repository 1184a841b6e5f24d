import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { node, toolEnvironment } from '../../../scripts/lib/paths.mjs';
import { onAbort } from '../../../src/concurrency/abort';
import { withTimeout } from '../../../src/concurrency/timeout';
import { programs } from './build';

const LIMIT_MS = 300_000;

/**
 * Runs one bench program (test/bench/programs) as a process of its own, in a process group of its own, and returns
 * its result. What it leaves in its group is killed.
 * @param runtime The Node to run it with; default: ours.
 * @throws when it fails, or takes longer than five minutes.
 */
export async function runProgram(
  name: string,
  options: object,
  signal: AbortSignal,
  runtime: string = node,
): Promise<unknown> {
  const child = fork(join(programs, `${name}.js`), [JSON.stringify(options)], {
    execPath: runtime,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: toolEnvironment(),
    detached: true,
  });
  const kill = (): void => killGroup(child.pid);
  const subscription = onAbort(signal, kill);
  try {
    return await withTimeout(name, LIMIT_MS, signal, () => resultOf(child, name));
  } finally {
    subscription.dispose();
    kill();
  }
}

function resultOf(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let result: unknown;
    child.on('message', (message) => (result = message));
    child.once('error', reject);
    child.once('exit', (code, signalName) => {
      if (code === 0 && result !== undefined) resolve(result);
      else reject(new Error(`the bench program ${name} ended with ${signalName ?? code}`));
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
