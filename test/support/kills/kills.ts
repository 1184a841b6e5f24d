/**
 * Kills hosts, guards, QEMUs and worker threads at random moments, and looks for what is left: no process, no
 * directory, no socket may be.
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '../../../src/log/logger';
import { sweepDirectory } from '../../../src/machine/directory/sweep';
import { random } from '../random';
import { HostUnderTest } from './hostUnderTest';
import { chooseCase, type KillCase } from './killCase';
import { KillFiles } from './killFiles';
import { untilNothing } from './leftovers';

export interface KillOptions {
  readonly seed: number;
  /** How many hosts live at a time. */
  readonly jobs: number;
  /** Asked before each case. @param begun how many have begun. */
  readonly goesOn: (begun: number) => boolean;
}

export interface KillResult {
  readonly count: number;
  /** What was left, a line each; none is what is right. */
  readonly failures: readonly string[];
}

export async function kills({ seed, jobs, goesOn }: KillOptions): Promise<KillResult> {
  const files = await KillFiles.make();
  const next = random(seed);
  const failures: string[] = [];
  let count = 0;
  const work = async (): Promise<void> => {
    while (goesOn(count)) {
      const number = ++count;
      const one = chooseCase(next);
      const left = await runCase(one, files).catch((error: unknown) => String(error));
      if (left !== '') failures.push(`#${number} ${JSON.stringify(one)}: ${left}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    await files.remove();
  }
  return { count, failures };
}

/** @returns what is left; empty if nothing is. */
async function runCase(one: KillCase, files: KillFiles): Promise<string> {
  const base = await mkdtemp(join(files.folder, 'base-'));
  const host = new HostUnderTest(one, files, base);
  try {
    const machines = await host.reach(one.moment, one.afterMs);
    const gdb = one.gdb && machines[0] ? attachGdb(machines[0].stub) : undefined;
    host.kill(one.victims, machines);
    await host.end();
    if (one.victims.includes('host') && one.victims.includes('guard')) {
      await sweepDirectory(base, new Logger(() => undefined, 'kills'), new AbortController().signal);
    }
    const left = await untilNothing(base);
    gdb?.kill('SIGKILL');
    return left;
  } finally {
    host.abandon();
    await rm(base, { recursive: true, force: true });
  }
}

/** A debugger that holds the stub's connection. */
function attachGdb(stub: string): ChildProcess {
  const args = ['-nx', '-q', '-batch', '-ex', `target remote ${stub}`, '-ex', 'continue'];
  return spawn('gdb', args, { stdio: 'ignore' });
}
