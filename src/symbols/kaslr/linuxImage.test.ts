import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile, type ElfPlan } from '../../../test/guests/elf';
import { readKernelImage } from './linuxImage';

const BANNER = 'Linux version 6.1.0-test (somebody@somewhere) #1 SMP';
const START = 0xffffffff81000000n;
const kernel: ElfPlan = {
  bits: 64,
  littleEndian: true,
  machine: 62,
  segments: [
    { address: START, content: Buffer.from(`code\0${BANNER}\n\0more`) },
    { address: START + 0x200000n, content: Buffer.from('data') },
  ],
  symbols: [
    { name: '_text', value: START },
    { name: 'linux_banner', value: START + 5n },
    { name: '_end', value: START + 0x400000n },
  ],
};

describe('the symbol file of a Linux kernel', () => {
  let folder: string;
  const { signal } = new AbortController();
  const read = async (plan: ElfPlan) => {
    const path = join(folder, 'vmlinux');
    await writeFile(path, elfFile(plan));
    return await readKernelImage(path, signal);
  };

  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-kaslr-'))));
  after(() => rm(folder, { recursive: true }));

  it('a kernel’s symbol file says where the kernel was linked and how it introduces itself', async () => {
    assert.deepEqual(await read(kernel), {
      start: START,
      end: START + 0x400000n,
      banner: { address: START + 5n, text: Buffer.from(BANNER) },
      segments: [START, START + 0x200000n],
    });
  });

  it('a file without the symbols of a kernel, or with another text in their place, is no kernel’s symbol file', async () => {
    assert.equal(await read({ ...kernel, symbols: (kernel.symbols ?? []).slice(1) }), undefined);
    const segments = [{ address: START, content: Buffer.from('code\0Minix version 3') }];
    assert.equal(await read({ ...kernel, segments }), undefined);
  });

  it('a file whose banner lies outside of it is no kernel’s symbol file', async () => {
    const symbols = (kernel.symbols ?? []).map((symbol) =>
      symbol.name === 'linux_banner' ? { ...symbol, value: 0x1000n } : symbol,
    );
    assert.equal(await read({ ...kernel, symbols }), undefined);
  });
});
