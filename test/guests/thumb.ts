import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

/** In the memory of Arm's `virt` board, beyond what its loader puts there. */
const CODE_AT = 0x40010000;

/** An ELF header, one program header, and code that adds one to a register for ever. */
const HEAD = 52 + 32;
const CODE = Buffer.from([0x01, 0x30, 0x01, 0x30, 0xfc, 0xe7, 0x00, 0xbf]);

/** A kernel of Thumb code, whose entry is odd for that reason; written byte by byte, since it needs no compiler. */
export async function thumbGuest(
  folder: string,
): Promise<{ readonly machine: MachineConfiguration; readonly entry: bigint }> {
  const kernel = join(folder, 'thumb.elf');
  const head = Buffer.alloc(HEAD);
  head.write('\x7fELF\x01\x01\x01', 'latin1');
  const half = (at: number, value: number): unknown => head.writeUInt16LE(value, at);
  const word = (at: number, value: number): unknown => head.writeUInt32LE(value, at);
  half(16, 2); // an executable
  half(18, 40); // for Arm
  word(20, 1);
  word(24, CODE_AT + 1);
  word(28, 52); // program headers
  word(36, 0x05000200); // EABI 5
  half(40, 52);
  half(42, 32);
  half(44, 1);
  word(52, 1); // to be loaded
  word(56, HEAD);
  word(60, CODE_AT);
  word(64, CODE_AT);
  word(68, CODE.length);
  word(72, CODE.length);
  word(76, 5);
  word(80, 4);
  await writeFile(kernel, Buffer.concat([head, CODE]));
  const machine: MachineConfiguration = {
    type: 'qemu',
    name: 'thumb',
    machine: 'virt',
    cpu: 'cortex-a15',
    kernel,
    network: 'none',
  };
  return { machine, entry: BigInt(CODE_AT + 1) };
}
