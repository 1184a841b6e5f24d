/** Where a Linux kernel was linked to lie, and by what it is known in memory. */
export interface KernelImage {
  /** `_text` and `_end`, as linked. */
  readonly start: bigint;
  readonly end: bigint;
  /** `linux_banner`: words that nothing patches at run time, and that name the build. */
  readonly banner: { readonly address: bigint; readonly text: Buffer };
  /** Code that runs once, at boot: `_sinittext` to `_einittext`, as linked; undefined when they are not known. */
  readonly early?: { readonly start: bigint; readonly end: bigint };
  /** The start of each loaded segment, as linked, in the order of the file. */
  readonly segments: readonly bigint[];
}

/** The part of a running guest that finding its kernel needs. */
export interface GuestMemory {
  /**
   * Where the first CPU is, by its program counter; while that is in no kernel, where its traps lead, if that is. Undefined
   * while unknown.
   */
  codeAddress(): Promise<bigint | undefined>;
  /** Reads through the CPU's page tables; fewer bytes, or none, for what is not mapped. */
  read(address: bigint, length: number): Promise<Buffer>;
}

/**
 * Kernels of x86-64, arm64 and riscv64 move by whole entries of a page table that maps 2 MiB:
 * `CONFIG_PHYSICAL_ALIGN`, `MIN_KIMG_ALIGN`, `PMD_SIZE`.
 */
const STEP = 0x20_0000n;
/** No kernel that we know is larger, in bytes; a symbol file that says so is not believed. */
const LARGEST_KERNEL = 0x1000_0000n;
/** The half of the address space that belongs to the kernel. */
const KERNEL_HALF = 1n << 63n;
/** Addresses wrap around. */
const ADDRESSES = 1n << 64n;

export function isInKernelHalf(address: bigint): boolean {
  return address >= KERNEL_HALF;
}

/** The slides with which this address lies in the kernel, zero first: most kernels are where they were linked. */
export function candidateSlides(address: bigint, { start, end }: KernelImage): bigint[] {
  if (end <= start || end - start > LARGEST_KERNEL) return [];
  const least = roundUp(address - end + 1n);
  const slides: bigint[] = [];
  for (let slide = least; slide <= address - start; slide += STEP) slides.push(slide);
  return slides.sort((a, b) => (a === 0n ? -1 : b === 0n ? 1 : a < b ? -1 : 1));
}

/** Which of them is true; undefined when the kernel in memory is another build, or not there yet. */
export async function matchingSlide(
  slides: readonly bigint[],
  { banner }: KernelImage,
  guest: Pick<GuestMemory, 'read'>,
): Promise<bigint | undefined> {
  for (const slide of slides) {
    const found = await guest.read(shifted(banner.address, slide), banner.text.length);
    if (found.equals(banner.text)) return slide;
  }
  return undefined;
}

/** An address after the kernel has moved. */
export function shifted(address: bigint, slide: bigint): bigint {
  return (((address + slide) % ADDRESSES) + ADDRESSES) % ADDRESSES;
}

/** Up to a multiple of the step, for negative numbers, too. */
function roundUp(value: bigint): bigint {
  const rest = ((value % STEP) + STEP) % STEP;
  return rest === 0n ? value : value - rest + STEP;
}
