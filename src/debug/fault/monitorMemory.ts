import type { ReadPhysical } from '../../faults/walk/walk';

/** Runs a line of the human monitor for one vCPU and returns what it prints. */
export type AskMonitor = (line: string) => Promise<string>;

/** Reads numbers through the vCPU's page tables. Fewer than asked for, or none, where nothing is mapped. */
export async function readVirtual(
  ask: AskMonitor,
  address: bigint,
  count: number,
  bytes: 4 | 8,
): Promise<bigint[]> {
  return numbersIn(await ask(`x /${count}x${sizeOf(bytes)} 0x${address.toString(16)}`));
}

/** Reads physical memory. */
export function physicalReader(ask: AskMonitor): ReadPhysical {
  return async (address, bytes) =>
    numbersIn(await ask(`xp /1x${sizeOf(bytes)} 0x${address.toString(16)}`))[0];
}

const sizeOf = (bytes: 4 | 8): string => (bytes === 8 ? 'g' : 'w');

/** `00000000001000fa: 0x0000000000000000 0x0000000000000000`, up to where the monitor cannot access memory. */
function numbersIn(text: string): bigint[] {
  const numbers: bigint[] = [];
  for (const line of text.split('\n')) {
    const values = /^[0-9a-f]+:((?: 0x[0-9a-f]{1,16})+) *$/.exec(line.trimEnd())?.[1];
    if (values !== undefined) numbers.push(...values.trim().split(' ').map(BigInt));
  }
  return numbers;
}
