import * as l10n from '@vscode/l10n';
import type { MachineSymbols } from './machineSymbols';
import { placeText } from './placeText';
import type { Machine } from '../machine';
import { parseRegisters, programCounter } from '../facts/registers';

/** Processors that are told of. */
const MOST_CPUS = 16;

/**
 * Where each processor of a machine stands, a sentence each. The guest runs on meanwhile. None when QEMU does not say.
 * @throws `signal.reason` on abort.
 */
export async function processorPlaces(
  machine: Pick<Machine, 'hmp' | 'loads'>,
  symbols: Pick<MachineSymbols, 'resolve'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const text = await machine.hmp('info registers -a', signal).catch(() => '');
  signal.throwIfAborted();
  const cpus = countersIn(text);
  if (cpus.length === 0) return [];
  const places = cpus.map(({ address }) => ({ address }));
  const found = await symbols.resolve(places, machine.loads, signal);
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
