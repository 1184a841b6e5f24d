import assert from 'node:assert/strict';
import { candidateSlides, isInKernelHalf, matchingSlide, shifted, type KernelImage } from './slide';

const BANNER = Buffer.from('Linux version 6.1.0 (somebody@somewhere)');
const X86: KernelImage = {
  start: 0xffffffff81000000n,
  end: 0xffffffff83e00000n,
  banner: { address: 0xffffffff8211ffe0n, text: BANNER },
  segments: [0xffffffff81000000n, 0xffffffff82a00000n, 0n, 0xffffffff8304e000n],
};

/** A guest whose memory holds the banner at one address. */
const guestWith = (address: bigint, text = BANNER) => ({
  read: (at: bigint, length: number) =>
    Promise.resolve(at === address ? text.subarray(0, length) : Buffer.alloc(0)),
});

describe('the slide of a Linux kernel', () => {
  it('the slide of a kernel is one of those with which the program counter lies in the kernel', () => {
    const pc = 0xffffffffbac4e57en;
    const slides = candidateSlides(pc, X86);
    assert.ok(slides.length > 1 && slides.length <= 24);
    assert.ok(slides.includes(0x37c00000n));
    for (const slide of slides) {
      assert.equal(slide % 0x200000n, 0n);
      assert.ok(pc >= shifted(X86.start, slide) && pc < shifted(X86.end, slide));
    }
  });

  it('the slide of a kernel is found where the kernel introduces itself', async () => {
    const slides = candidateSlides(0xffffffffbac4e57en, X86);
    const guest = guestWith(X86.banner.address + 0x37c00000n);
    assert.equal(await matchingSlide(slides, X86, guest), 0x37c00000n);
  });

  it('the slide is zero for a kernel that lies where it was linked', async () => {
    const slides = candidateSlides(0xffffffff81c00be0n, X86);
    assert.equal(slides[0], 0n);
    assert.equal(await matchingSlide(slides, X86, guestWith(X86.banner.address)), 0n);
  });

  it('the slide can be negative, as on arm64, where the kernel is linked in the middle of its range', async () => {
    const image: KernelImage = {
      start: 0xffff800008000000n,
      end: 0xffff800009aa0000n,
      banner: { address: 0xffff800008d22cc8n, text: BANNER },
      segments: [0xffff800008000000n],
    };
    const slide = -0x7e00000n;
    const slides = candidateSlides(0xffff800008f00004n + slide, image);
    assert.equal(await matchingSlide(slides, image, guestWith(image.banner.address + slide)), slide);
  });

  it('the slide is unknown when the kernel in memory is another build', async () => {
    const slides = candidateSlides(0xffffffffbac4e57en, X86);
    const other = guestWith(
      X86.banner.address + 0x37c00000n,
      Buffer.from('Linux version 6.1.1 (somebody@some'),
    );
    assert.equal(await matchingSlide(slides, X86, other), undefined);
  });

  it('a symbol file whose kernel is too large to be one has no candidates for a slide', () => {
    assert.deepEqual(candidateSlides(X86.start, { ...X86, end: X86.start + 0x1000000000n }), []);
    assert.deepEqual(candidateSlides(X86.start, { ...X86, end: X86.start }), []);
  });

  it('the candidates for a slide wrap around at the end of the address space', () => {
    assert.equal(shifted(0xffffffffffff0000n, 0x20000n), 0x10000n);
    assert.equal(shifted(0x10000n, -0x20000n), 0xffffffffffff0000n);
  });

  it('the slide is looked for only once the program counter is in the kernel’s half', () => {
    assert.equal(isInKernelHalf(0xffffffff81000000n), true);
    assert.equal(isInKernelHalf(0xffff800008000000n), true);
    assert.equal(isInKernelHalf(0x7fffffffffffn), false);
  });
});
