import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile } from '../../test/guests/elf';
import { bytesIn } from '../symbols/elf';
import { wantsNoFirmware } from './architectures';
import { identify, type ImageFacts, readImage } from './image';

const elf = (machine: number, bits: 32 | 64, littleEndian = true, address = 0x1000n): Buffer =>
  elfFile({ machine, bits, littleEndian, segments: [{ address, memorySize: 0x2000n }] });

const sniff = (bytes: Buffer): Promise<ImageFacts> => identify(bytesIn(bytes));

describe('an image', () => {
  it('an ELF image tells the architecture by machine, class and byte order', async () => {
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
      const { format, arch: found, elf: facts } = await sniff(elf(machine, bits, little));
      assert.deepEqual([format, found], ['elf', arch]);
      assert.deepEqual(facts?.load, [{ from: 0x1000n, to: 0x3000n }]);
    }
  });

  it('an ELF image for an unknown machine has no architecture', async () => {
    assert.equal((await sniff(elf(9999, 32))).arch, undefined);
  });

  it('a Linux image tells its architecture', async () => {
    const bz = Buffer.alloc(0x400);
    bz.write('HdrS', 0x202);
    bz.writeUInt16LE(0x20f, 0x206);
    assert.equal((await sniff(bz)).arch, 'i386');
    bz.writeUInt16LE(1, 0x236);
    assert.equal((await sniff(bz)).arch, 'x86_64');
    const arm64 = Buffer.alloc(64);
    arm64.write('ARM\x64', 56, 'latin1');
    assert.deepEqual(await sniff(arm64), { format: 'arm64 Image', arch: 'aarch64' });
    const riscv = Buffer.alloc(64);
    riscv.write('RSC\x05', 56, 'latin1');
    assert.equal((await sniff(riscv)).arch, 'riscv64');
  });

  it('PC firmware is known by its last jump', async () => {
    const rom = Buffer.alloc(128 * 1024);
    rom[rom.length - 16] = 0xea;
    assert.equal((await sniff(rom)).arch, 'x86_64');
    assert.equal((await sniff(Buffer.concat([rom, Buffer.alloc(1)]))).arch, undefined);
  });

  it('a disk image is known as such', async () => {
    const iso = Buffer.alloc(0x9000);
    iso.write('CD001', 0x8001);
    assert.equal((await sniff(iso)).format, 'ISO 9660');
    assert.equal((await sniff(Buffer.from('QFI\xfb0000', 'latin1'))).format, 'qcow2');
  });

  it('a kernel that needs Multiboot 2 is known by its header', async () => {
    const content = Buffer.alloc(64);
    [0xe85250d6, 0, 16, 2 ** 32 - 0xe85250d6 - 16].forEach((word, at) => content.writeUInt32LE(word, 4 * at));
    const found = async (bytes: Buffer): Promise<boolean | undefined> =>
      (await sniff(elfFile({ segments: [{ content: bytes }] }))).elf?.multiboot2;
    assert.equal(await found(content), true);
    assert.equal(await found(content.fill(1, 12)), false);
  });

  it('images of any size are taken, also broken ones', async () => {
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

  it('an image for riscv brings its own firmware when any of it is where OpenSBI would be', async () => {
    const own = async (arch: string, machine: number, address: bigint): Promise<boolean> =>
      wantsNoFirmware(arch, await sniff(elf(machine, 64, true, address)));
    assert.equal(await own('riscv64', 243, 0x8000_0000n), true);
    assert.equal(await own('riscv64', 243, 0x7fff_f000n), true, 'the ELF header in a page of its own');
    assert.equal(await own('riscv64', 243, 0x8020_0000n), false);
    assert.equal(await own('riscv64', 243, 0x2000_0000n), false);
    assert.equal(await own('aarch64', 183, 0x8000_0000n), false);
  });
});
