import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elfFile } from './elf';

/** What the guest says when it starts. */
export const GREETING = 'hello by semihosting';

/** Where it is linked to, in the memory of aarch64's `virt`. */
const ADDRESS = 0x4008_0000n;

/** Position-independent: it says its greeting and waits. */
const CODE = [
  0xd2800080, // mov x0, #4            SYS_WRITE0
  0x10000081, // adr x1, greeting
  0xd45e0000, // hlt #0xf000
  0xd503207f, // loop: wfi
  0x17ffffff, // b loop
];

/** Writes a guest for aarch64 that talks by semihosting only. @returns its path. */
export async function semihostingGuest(folder: string): Promise<string> {
  const code = Buffer.alloc(CODE.length * 4);
  CODE.forEach((word, index) => code.writeUInt32LE(word, index * 4));
  const content = Buffer.concat([code, Buffer.from(`${GREETING}\n\0`)]);
  const path = join(folder, 'semihosting.elf');
  await writeFile(path, elfFile({ machine: 183, entry: ADDRESS, segments: [{ address: ADDRESS, content }] }));
  return path;
}
