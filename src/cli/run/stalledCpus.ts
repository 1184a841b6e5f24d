import * as l10n from '@vscode/l10n';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { parseRegisters, programCounter } from '../../debug/target/hmpText';
import { placeText } from '../../machine/crash/placeText';
import type { Machine } from '../../machine/machine';
import { runSymbols } from './runSymbols';

/** Processors that are told of. */
const MOST_CPUS = 16;

/**
 * Where each processor of a machine stands, a sentence each: what a run that has stalled is to be understood by. The guest
 * runs on meanwhile. None when QEMU does not say.
 * @throws `signal.reason` of the group.
 */
export async function stalledCpus(machine: Machine, tasks: TaskGroup): Promise<readonly string[]> {
  const { signal } = tasks;
  const text = await machine.hmp('info registers -a', signal).catch(() => '');
  signal.throwIfAborted();
  const cpus = countersIn(text);
  if (cpus.length === 0) return [];
  const places = cpus.map(({ address }) => ({ address }));
  const found = await runSymbols(machine, tasks).resolve(places, machine.loads, signal);
  return cpus.map(({ cpu, address }, index) => {
    const [frame] = found[index]?.frames ?? [];
    const place = placeText(frame?.file, frame?.line);
    const named = frame?.function === undefined ? [] : [frame.function, ...(place ? [`(${place})`] : [])];
    return l10n.t('CPU {0} was at {1}', cpu, [`0x${address}`, ...named].join(' '));
  });
}

/** The program counters of all processors, as `info registers -a` has them: `CPU#0`, and its registers below. */
function countersIn(text: string): { readonly cpu: number; readonly address: string }[] {
  const blocks = text.split(/^\s*CPU#(?=\d+\s*$)/m).slice(1, MOST_CPUS + 1);
  return blocks.flatMap((block) => {
    const counter = programCounter(parseRegisters(block));
    return counter === undefined ? [] : [{ cpu: Number.parseInt(block, 10), address: counter.toString(16) }];
  });
}
