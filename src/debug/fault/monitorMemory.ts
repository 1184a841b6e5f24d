import type { ReadPhysical } from '../../faults/walk/walk';
import { parseNumbers } from '../../machine/facts/memoryText';

/** Runs a line of the human monitor for one vCPU and returns what it prints. */
export type AskMonitor = (line: string) => Promise<string>;

/** Reads numbers through the vCPU's page tables. Fewer than asked for, or none, where nothing is mapped. */
export async function readVirtual(
  ask: AskMonitor,
  address: bigint,
  count: number,
  bytes: 4 | 8,
): Promise<bigint[]> {
  return parseNumbers(await ask(`x /${count}x${sizeOf(bytes)} 0x${address.toString(16)}`));
}

/** Reads physical memory. */
export function physicalReader(ask: AskMonitor): ReadPhysical {
  return async (address, bytes) =>
    parseNumbers(await ask(`xp /1x${sizeOf(bytes)} 0x${address.toString(16)}`))[0];
}

const sizeOf = (bytes: 4 | 8): string => (bytes === 8 ? 'g' : 'w');
