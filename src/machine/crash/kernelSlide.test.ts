import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elfFile } from '../../../test/guests/elf';
import { Emitter } from '../../concurrency/event';
import { NEVER } from '../../concurrency/timeout';
import type { MachineEvent } from '../qmp/events';
import { KernelSlide } from './kernelSlide';

const BANNER = 'Linux version 6.1.0-test (somebody@somewhere) #1 SMP';
const START = 0xffffffff81000000n;

describe('the slide of a machine’s kernel', () => {
  let folder: string;
  let program: string;
  let slide: bigint;
  let asked: number;
  const events = new Emitter<MachineEvent>();

  /** Stops in its kernel, which lies `slide` from where it was linked; without one it has ended. */
  const hmp = (line: string): Promise<string> => {
    asked++;
    if (slide < 0n) return Promise.reject(new Error('the monitor was closed'));
    if (line === 'info registers')
      return Promise.resolve(`RIP=${(START + slide + 0x1234n).toString(16)} RFL=1`);
    const [, count = '', address = ''] = /^x \/(\d+)xb 0x([0-9a-f]+)$/.exec(line) ?? [];
    if (BigInt(`0x${address}`) !== START + slide + 5n) return Promise.resolve('Cannot access memory\n');
    const bytes = [...Buffer.from(BANNER).subarray(0, Number(count))];
    return Promise.resolve(
      `${address}: ${bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')}\n`,
    );
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-slide-'));
    program = join(folder, 'vmlinux');
    const kernel = elfFile({
      bits: 64,
      littleEndian: true,
      machine: 62,
      segments: [{ address: START, content: Buffer.from(`code\0${BANNER}\n\0more`) }],
      symbols: [
        { name: '_text', value: START },
        { name: 'linux_banner', value: START + 5n },
        { name: '_end', value: START + 0x400000n },
      ],
    });
    await writeFile(program, kernel);
    await writeFile(join(folder, 'other'), 'no ELF file');
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    slide = 0x1fc00000n;
    asked = 0;
  });

  const open = (): KernelSlide => new KernelSlide({ hmp, onDidReceiveEvent: events.event });
  const reset = (): void => events.fire({ name: 'RESET', data: {}, time: 0, count: 1 });

  it('the slide of a kernel is found in its memory, once, and known when the machine has ended', async () => {
    const kernel = open();
    assert.equal(await kernel.of(program, NEVER), 0x1fc00000n);
    const before = asked;
    slide = -1n;
    assert.equal(await kernel.of(program, NEVER), 0x1fc00000n);
    assert.equal(asked, before);
  });

  it('the slide of a kernel is looked for again after a reset', async () => {
    const kernel = open();
    assert.equal(await kernel.of(program, NEVER), 0x1fc00000n);
    slide = 0x2000000n;
    reset();
    assert.equal(await kernel.of(program, NEVER), 0x2000000n);
  });

  it('a machine that has ended before anybody asked, or has no kernel’s symbol file, has no slide', async () => {
    slide = -1n;
    const kernel = open();
    assert.equal(await kernel.of(program, NEVER), undefined);
    assert.equal(await open().of(join(folder, 'other'), NEVER), undefined);
    // Nobody waits again at once.
    const before = asked;
    assert.equal(await kernel.of(program, NEVER), undefined);
    assert.equal(asked, before);
  });
});
