import type { Decode } from '../disassembly';
import { parseInstructions } from './hmpText';
import type { DebugTarget } from './target';

/**
 * QEMU's own disassembler. It takes the bytes as the processor does at the moment, in real mode, say.
 * @param cpu The vCPU, from 0.
 */
export function monitorDecoder(target: Pick<DebugTarget, 'hmp'>, cpu?: number): Decode {
  return async (start, count, end) => {
    const most = end === undefined ? count : Math.min(count, mostWithin(end - start));
    return parseInstructions(await target.hmp(`x /${most}i 0x${start.toString(16)}`, cpu));
  };
}

/** How many instructions a number of bytes holds: only those that fill gaps have one byte. */
function mostWithin(bytes: bigint): number {
  return Number(bytes / 2n) + 16;
}
