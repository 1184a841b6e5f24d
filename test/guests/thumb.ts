import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';

/** In the memory of Arm's `virt` board, beyond what its loader puts there. */
const CODE_AT = 0x40010000;

/** An ELF header, one program header, and code that adds one to a register for ever. */
const HEAD = 52 + 32;
const CODE = Buffer.from([0x01, 0x30, 0x01, 0x30, 0xfc, 0xe7, 0x00, 0xbf]);

export interface ThumbGuest {
  readonly machine: MachineConfiguration;
  /** As the ELF header has it: odd. */
  readonly entry: bigint;
}

/** A kernel of Thumb code, whose entry is odd for that reason; written byte by byte, since it needs no compiler. */
export async function thumbGuest(folder: string): Promise<ThumbGuest> {
  const { kernel, entry } = await thumbElf(folder, CODE_AT, CODE, 0);
  const machine = { type: 'qemu', name: 'thumb', cpu: 'cortex-a15', network: 'none' } as const;
  return { machine: { ...machine, machine: 'virt', kernel }, entry };
}

/** Firmware of a Cortex-M3, which resets to its entry: nothing of the board's runs before. */
export async function resetGuest(folder: string): Promise<ThumbGuest> {
  const vectors = Buffer.alloc(8);
  vectors.writeUInt32LE(0x20001000, 0); // the stack
  vectors.writeUInt32LE(vectors.length + 1, 4); // the reset handler
  const { kernel, entry } = await thumbElf(folder, 0, Buffer.concat([vectors, CODE]), vectors.length);
  return { machine: { type: 'qemu', name: 'reset', machine: 'lm3s6965evb', kernel }, entry };
}

async function thumbElf(
  folder: string,
  at: number,
  content: Buffer,
  begin: number,
): Promise<{ readonly kernel: string; readonly entry: bigint }> {
  const kernel = join(folder, 'thumb.elf');
  const entry = at + begin + 1;
  const head = Buffer.alloc(HEAD);
  head.write('\x7fELF\x01\x01\x01', 'latin1');
  const half = (offset: number, value: number): unknown => head.writeUInt16LE(value, offset);
  const word = (offset: number, value: number): unknown => head.writeUInt32LE(value, offset);
  half(16, 2); // an executable
  half(18, 40); // for Arm
  word(20, 1);
  word(24, entry);
  word(28, 52); // program headers
  word(36, 0x05000200); // EABI 5
  half(40, 52);
  half(42, 32);
  half(44, 1);
  word(52, 1); // to be loaded
  word(56, HEAD);
  word(60, at);
  word(64, at);
  word(68, content.length);
  word(72, content.length);
  word(76, 5);
  word(80, 4);
  await writeFile(kernel, Buffer.concat([head, content]));
  return { kernel, entry: BigInt(entry) };
}
