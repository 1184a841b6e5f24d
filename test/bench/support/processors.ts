import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Holds all threads of a process, and what they start from now on, to one processor (util-linux's `taskset`). */
function holdTo(processor: number, pid: number): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', String(processor), String(pid)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Gives some processes a processor of their own, one after another, and leaves this process another one. Where the
 * scheduler moves a QEMU's two threads to is otherwise most of what two runs of the same thing differ in.
 * Nothing is done on a computer with one processor.
 */
export function giveProcessor(pids: readonly number[]): void {
  if (cpus().length < 2) return;
  holdTo(0, process.pid);
  for (const pid of pids) holdTo(1, pid);
}
