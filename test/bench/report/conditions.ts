import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { root } from '../../../scripts/lib/paths.mjs';
import type { Conditions } from './rounds';

/** What the numbers depend on, as it is before anything is measured. */
export function conditionsNow(mode: Conditions['mode']): Omit<Conditions, 'loadAfter' | 'stolen'> {
  const firstLine = (file: string, ...args: string[]): string =>
    execFileSync(file, args, { encoding: 'utf8' }).split('\n')[0] ?? '';
  return {
    mode,
    date: new Date().toISOString(),
    commit: firstLine('git', '-C', root, 'rev-parse', '--short', 'HEAD'),
    processors: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown processor',
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    qemu: firstLine('qemu-system-i386', '--version'),
    loadBefore: loadavg()[0] ?? NaN,
  };
}

/** On what computer, and when, for below a table. */
export function conditionsText(about: Conditions): string {
  const { processors, processor, memoryBytes, system, node, qemu, again = {} } = about;
  const memory = `${(memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  return [
    `${when(about)}. The computer: ${processors} processors (${processor}), ${memory}, ${system}, ${qemu}, Node ${node}.`,
    ...Object.entries(again).map(([groups, later]) => `Measured again later, ${groups}: ${when(later)}.`),
  ].join('\n');
}

function when({ date, mode, commit, loadBefore, loadAfter, stolen }: Conditions): string {
  return (
    `${date.slice(0, 10)}, ${mode} run after ${commit}, load average ${loadBefore.toFixed(1)} before and ` +
    `${loadAfter.toFixed(1)} after, CPU steal ${(stolen * 100).toFixed(1)} %`
  );
}
