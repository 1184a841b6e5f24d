import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wantsNoFirmware } from './architectures';
import { readImage, sniff, type ImageFacts } from './image';

/** An ELF header and one PT_LOAD program header. */
function elf(machine: number, bits: 32 | 64, little = true, load = 0x1000n): Buffer {
  const head = Buffer.alloc(256);
  head.write('\x7fELF', 'latin1');
  head[4] = bits / 32;
  head[5] = little ? 1 : 2;
  const half = (value: number, at: number): unknown =>
    little ? head.writeUInt16LE(value, at) : head.writeUInt16BE(value, at);
  const word = (value: number, at: number): unknown =>
    little ? head.writeUInt32LE(value, at) : head.writeUInt32BE(value, at);
  const long = (value: bigint, at: number): unknown =>
    bits === 32
      ? word(Number(value), at)
      : little
        ? head.writeBigUInt64LE(value, at)
        : head.writeBigUInt64BE(value, at);
  half(machine, 18);
  long(load, 24);
  const headerSize = bits === 64 ? 64 : 52;
  long(BigInt(headerSize), bits === 64 ? 32 : 28);
  half(bits === 64 ? 56 : 32, bits === 64 ? 54 : 42);
  half(1, bits === 64 ? 56 : 44);
  word(1, headerSize);
  long(load, headerSize + (bits === 64 ? 24 : 12));
  long(0x2000n, headerSize + (bits === 64 ? 40 : 20));
  return head;
}

describe('sniff', () => {
  it('tells the architecture from machine, class and byte order', () => {
    const cases: readonly [number, 32 | 64, boolean, string][] = [
      [3, 32, true, 'i386'],
      [62, 64, true, 'x86_64'],
      [40, 32, true, 'arm'],
      [183, 64, true, 'aarch64'],
      [243, 32, true, 'riscv32'],
      [243, 64, true, 'riscv64'],
      [8, 32, false, 'mips'],
      [8, 32, true, 'mipsel'],
      [8, 64, false, 'mips64'],
      [8, 64, true, 'mips64el'],
      [20, 32, false, 'ppc'],
      [21, 64, true, 'ppc64'],
      [22, 64, false, 's390x'],
      [42, 32, false, 'sh4eb'],
      [94, 32, false, 'xtensaeb'],
      [258, 64, true, 'loongarch64'],
    ];
    for (const [machine, bits, little, arch] of cases) {
      const { format, arch: found, load } = sniff(elf(machine, bits, little));
      assert.deepEqual([format, found], ['elf', arch]);
      assert.deepEqual(load, { from: 0x1000n, to: 0x3000n });
    }
  });

  it('admits that it does not know an ELF machine', () => {
    assert.deepEqual(sniff(elf(9999, 32)).arch, undefined);
  });

  it('knows the Linux images', () => {
    const bz = Buffer.alloc(0x400);
    bz.write('HdrS', 0x202);
    bz.writeUInt16LE(0x20f, 0x206);
    assert.equal(sniff(bz).arch, 'i386');
    bz.writeUInt16LE(1, 0x236);
    assert.equal(sniff(bz).arch, 'x86_64');
    const arm64 = Buffer.alloc(64);
    arm64.write('ARM\x64', 56, 'latin1');
    assert.deepEqual([sniff(arm64).format, sniff(arm64).arch], ['arm64 Image', 'aarch64']);
    const riscv = Buffer.alloc(64);
    riscv.write('RSC\x05', 56, 'latin1');
    assert.equal(sniff(riscv).arch, 'riscv64');
  });

  it('knows PC firmware by its last jump', () => {
    const tail = Buffer.alloc(16);
    tail[0] = 0xea;
    assert.equal(sniff(Buffer.alloc(64), tail, 128 * 1024).arch, 'x86_64');
    assert.equal(sniff(Buffer.alloc(64), tail, 128 * 1024 + 1).arch, undefined);
  });

  it('takes files of any size, also broken ones', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'image-'));
    try {
      for (let size = 0; size < 300; size += 7) {
        const path = join(folder, 'image');
        await writeFile(path, elf(62, 64).subarray(0, size));
        const facts: ImageFacts = await readImage(path);
        assert.ok(facts.format);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('wants no firmware under a riscv kernel that is linked to the start of RAM', () => {
    assert.equal(wantsNoFirmware('riscv64', sniff(elf(243, 64, true, 0x8000_0000n))), true);
    assert.equal(wantsNoFirmware('riscv64', sniff(elf(243, 64, true, 0x8020_0000n))), false);
    assert.equal(wantsNoFirmware('aarch64', sniff(elf(183, 64, true, 0x8000_0000n))), false);
  });
});
