import { gateBytes, gateHandler } from '../../faults/interruptTable';
import { PAGE_FAULT } from '../../faults/words/x86Fault';
import { isInKernelHalf, type GuestMemory } from '../../symbols/kaslr/slide';
import { parseBytes } from './memoryText';
import { parseRegisters, programCounter, type Register, registerValue } from './registers';

/** Runs a line of the human monitor, as {@link Machine.hmp} does. */
type Monitor = (line: string) => Promise<string>;

/** A guest as QEMU's monitor shows it, running or not: GDB must not ask while the guest runs. */
export function guestMemory(hmp: Monitor): GuestMemory {
  const read = async (address: bigint, length: number): Promise<Buffer> =>
    parseBytes(await hmp(`x /${length}xb 0x${address.toString(16)}`));
  return {
    read,
    codeAddress: async () => {
      const registers = parseRegisters(await hmp('info registers'));
      const counter = programCounter(registers);
      if (counter === undefined || isInKernelHalf(counter)) return counter;
      // A program runs, or what comes before the kernel.
      const handler = await trapHandler(registers, read);
      return handler !== undefined && isInKernelHalf(handler) ? handler : counter;
    },
  };
}

/** Where a trap of the first CPU leads. QEMU does not print arm64's VBAR_EL1. */
async function trapHandler(
  registers: readonly Register[],
  read: GuestMemory['read'],
): Promise<bigint | undefined> {
  const vector = registerValue(registers, 'stvec');
  // Its low bits are the mode.
  if (vector !== undefined) return vector & ~3n;
  const table = registerValue(registers, 'IDT');
  if (table === undefined || !isInKernelHalf(table)) return undefined;
  // A table in the kernel's half is one of long mode.
  const size = gateBytes(true);
  const gate = await read(table + BigInt(PAGE_FAULT * size), size);
  return gate.length < size ? undefined : gateHandler(gate.readBigUInt64LE(0), gate.readBigUInt64LE(8));
}
