import { isInKernelHalf, type GuestMemory } from '../../symbols/kaslr/slide';
import { parseBytes } from './memoryText';
import { parseRegisters, programCounter, type Register, registerValue } from './registers';

/** The gate of page faults in a PC's interrupt table (Intel SDM volume 3, 6.15); each has 16 bytes in long mode. */
const PAGE_FAULT = 14n;
const GATE_BYTES = 16n;

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
  const gate = await read(table + PAGE_FAULT * GATE_BYTES, Number(GATE_BYTES));
  if (gate.length < Number(GATE_BYTES)) return undefined;
  return (
    BigInt(gate.readUInt16LE(0)) |
    (BigInt(gate.readUInt16LE(6)) << 16n) |
    (BigInt(gate.readUInt32LE(8)) << 32n)
  );
}
