import { candidateSlides, isInKernelHalf, matchingSlide, type GuestMemory, type KernelImage } from './slide';

/** What came of looking for the kernel. */
export type Found =
  | { readonly kind: 'slide'; readonly slide: bigint }
  /** A kernel runs, but not the one whose symbols these are. */
  | { readonly kind: 'other' };

/** How often a running guest is looked at, in milliseconds: what runs before it is found has no breakpoints. */
const LOOK_MS = 1;
/** A kernel that takes longer than this to appear waits for a person: a boot loader's menu, a password. */
const EAGER_MS = 30_000;
const PATIENT_LOOK_MS = 250;
/** The same for a guest that is where it was: it is stopped, or waits for an interrupt. */
const STILL_MS = 20;
/** Looks into the kernel's half that find no banner before the kernel is taken for another build. */
const LOOKS = 200;

/** Time, for tests to stand in for. */
export interface Pace {
  /** Milliseconds. */
  now(): number;
  /** @throws `signal.reason` on abort. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Looks at a running guest until its kernel is found: as soon as the program counter is in the kernel's half of the
 * address space, there are a dozen or two places where the kernel can lie, and it introduces itself in one of them.
 * @throws `signal.reason` on abort; what the guest's monitor throws.
 */
export async function findSlide(
  image: KernelImage,
  guest: GuestMemory,
  pace: Pace,
  signal: AbortSignal,
): Promise<Found> {
  const begun = pace.now();
  let last: bigint | undefined;
  for (let looks = 0; looks < LOOKS;) {
    const address = await guest.codeAddress();
    signal.throwIfAborted();
    if (address !== undefined && isInKernelHalf(address)) {
      const slide = await matchingSlide(candidateSlides(address, image), image, guest);
      if (slide !== undefined) return { kind: 'slide', slide };
      looks++;
    }
    const eager = address === last ? STILL_MS : LOOK_MS;
    await pace.delay(pace.now() - begun < EAGER_MS ? eager : PATIENT_LOOK_MS, signal);
    last = address;
  }
  return { kind: 'other' };
}
