import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elfFile } from './elf';

/** What the guest says when it starts. */
export const GREETING = 'hello by semihosting';

/** Where it is linked to, in the memory of aarch64's `virt`. */
const ADDRESS = 0x4008_0000n;

/** What it writes then into the console's file, as C libraries do. */
export const FILE_GREETING = 'hello by a file';

/** `adr x1, TARGET`, as the instruction at this index. */
const adr = (index: number, target: number): number =>
  (0x10000001 | (((target - index * 4) >> 2) << 5)) >>> 0;

const MOVE_X0 = 0xd2800000; // mov x0, #(n << 5)
const CALL = 0xd45e0000; // hlt #0xf000
const SYS_OPEN = 1;
const SYS_WRITE0 = 4;
const SYS_WRITE = 5;
const FOR_WRITING = 4n;

/** Writes a guest for aarch64 that talks by semihosting only: a greeting by each way. @returns its path. */
export async function semihostingGuest(folder: string): Promise<string> {
  const texts = [`${GREETING}\n\0`, ':tt\0', `${FILE_GREETING}\n`].map((text) => Buffer.from(text));
  const call = (number: number): number => MOVE_X0 | (number << 5);
  const length = 12 * 4;
  const [toOpen, toWrite, strings] = [length, length + 24, length + 48];
  const at = (index: number): bigint =>
    ADDRESS + BigInt(strings + texts.slice(0, index).reduce((sum, each) => sum + each.length, 0));
  const code = [
    call(SYS_WRITE0),
    adr(1, strings),
    CALL,
    call(SYS_OPEN),
    adr(4, toOpen),
    CALL,
    adr(6, toWrite),
    0xf9000020, // str x0, [x1]
    call(SYS_WRITE),
    CALL,
    0xd503207f, // loop: wfi
    0x17ffffff, // b loop
  ];
  const content = Buffer.concat([
    words(code),
    quads([at(1), FOR_WRITING, 3n]),
    quads([0n, at(2), BigInt(FILE_GREETING.length + 1)]),
    ...texts,
  ]);
  const path = join(folder, 'semihosting.elf');
  await writeFile(path, elfFile({ machine: 183, entry: ADDRESS, segments: [{ address: ADDRESS, content }] }));
  return path;
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
}

function quads(values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(value, index * 8));
  return bytes;
}
