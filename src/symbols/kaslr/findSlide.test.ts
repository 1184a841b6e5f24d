import assert from 'node:assert/strict';
import { findSlide, type Pace } from './findSlide';
import type { GuestMemory, KernelImage } from './slide';

const BANNER = Buffer.from('Linux version 6.1.0 (somebody@somewhere)');
const IMAGE: KernelImage = {
  start: 0xffffffff81000000n,
  end: 0xffffffff83e00000n,
  banner: { address: 0xffffffff8211ffe0n, text: BANNER },
  segments: [0xffffffff81000000n],
};
const SLIDE = 0x1fc00000n;
const { signal } = new AbortController();

/** Time that passes only when somebody waits. */
function instantly(): Pace & { waits: number[] } {
  let now = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    delay: (ms) => {
      now += ms;
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

/** A guest that is at one address after another, and stays at the last. */
function boot(addresses: readonly (bigint | undefined)[], text = BANNER): GuestMemory {
  let at = 0;
  return {
    codeAddress: () => Promise.resolve(addresses[Math.min(at++, addresses.length - 1)]),
    read: (address) => Promise.resolve(address === IMAGE.banner.address + SLIDE ? text : Buffer.alloc(0)),
  };
}

describe('looking for a kernel that has moved', () => {
  it('the look for a moved kernel waits for firmware and decompressor, and finds it at the first look into the kernel', async () => {
    const pace = instantly();
    const guest = boot([0xfff0n, 0x100000n, undefined, 0x4000000n, IMAGE.start + SLIDE + 0x1234n]);
    assert.deepEqual(await findSlide(IMAGE, guest, pace, signal), { kind: 'slide', slide: SLIDE });
    assert.equal(pace.waits.length, 4);
  });

  it('the look for a moved kernel goes on when the kernel is mapped only in part', async () => {
    let reads = 0;
    const mapped = boot([IMAGE.start + SLIDE]);
    const guest: GuestMemory = {
      ...mapped,
      read: async (address, length) => (reads++ < 100 ? Buffer.alloc(0) : await mapped.read(address, length)),
    };
    assert.deepEqual(await findSlide(IMAGE, guest, instantly(), signal), { kind: 'slide', slide: SLIDE });
  });

  it('the look for a moved kernel says so when the kernel that runs is another build', async () => {
    const guest = boot([IMAGE.start + SLIDE], Buffer.from('Linux version 6.1.1 (somebody@somewhere)'));
    assert.deepEqual(await findSlide(IMAGE, guest, instantly(), signal), { kind: 'other' });
  });

  it('the look for a moved kernel becomes rarer when nothing boots for long', async () => {
    const pace = instantly();
    const menu = Array.from({ length: 40_000 }, (_, index) => 0x7c00n + BigInt(index % 2));
    await findSlide(IMAGE, boot([...menu, IMAGE.start + SLIDE]), pace, signal);
    assert.equal(pace.waits[0], 1);
    assert.equal(pace.waits.at(-1), 250);
  });

  it('the look for a moved kernel becomes rarer at a guest that stands still', async () => {
    const pace = instantly();
    await findSlide(IMAGE, boot([0x7c00n, 0x7c00n, 0x7c00n, IMAGE.start + SLIDE]), pace, signal);
    assert.deepEqual(pace.waits, [1, 20, 20]);
  });

  it('the look for a moved kernel ends when the session does', async () => {
    const controller = new AbortController();
    const pace = instantly();
    const guest: GuestMemory = {
      read: () => Promise.resolve(Buffer.alloc(0)),
      codeAddress: () => {
        if (pace.waits.length === 3) controller.abort(new Error('over'));
        return Promise.resolve(0x7c00n);
      },
    };
    await assert.rejects(findSlide(IMAGE, guest, pace, controller.signal), /over/);
  });
});
