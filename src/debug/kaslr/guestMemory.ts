import { parseRegisters, programCounter } from '../../machine/facts/registers';
import { parseBytes } from '../target/hmpText';
import type { DebugTarget } from '../target/target';
import type { GuestMemory } from './slide';

/** A guest as QEMU's monitor shows it, running or not: GDB must not ask while the guest runs. */
export function guestMemory(target: Pick<DebugTarget, 'hmp'>): GuestMemory {
  return {
    programCounter: async () => programCounter(parseRegisters(await target.hmp('info registers'))),
    read: async (address, length) => parseBytes(await target.hmp(`x /${length}xb 0x${address.toString(16)}`)),
  };
}
