import { atMost, delay } from '../../concurrency/timeout';
import { findSlide, type Pace } from '../../symbols/kaslr/findSlide';
import { readKernelImage } from '../../symbols/kaslr/linuxImage';
import type { KernelImage } from '../../symbols/kaslr/slide';
import { guestMemory } from '../facts/guestMemory';
import type { Machine } from '../machine';

/** A person waits for the answer, in milliseconds. */
const LIMIT_MS = 300;
/** A guest in which no kernel was found is left alone for this long, in milliseconds. */
const AGAIN_MS = 2000;
/**
 * While a program runs, the kernel may be out of sight (page-table isolation), and a tick of its clock, at most 10 ms away,
 * brings it back. A look takes QEMU a millisecond or two.
 */
const PACE: Pace = {
  now: () => performance.now(),
  delay: (ms, signal) => delay(Math.max(ms, 5), signal),
};

/**
 * Where a machine's Linux kernel lies, as its memory says: a kernel that moves itself (KASLR) tells only when it panics.
 * Looked at when somebody asks. What was found last stays known when the machine has ended, until its guest is reset.
 */
export class KernelSlide {
  private found: { readonly program: string; readonly slide: bigint } | undefined;
  private triedAt = -Infinity;
  private image: { readonly program: string; readonly kernel: KernelImage | undefined } | undefined;

  constructor(private readonly machine: Pick<Machine, 'hmp' | 'onDidReceiveEvent'>) {
    machine.onDidReceiveEvent(({ name }) => {
      if (name !== 'RESET') return;
      this.found = undefined;
      this.triedAt = -Infinity;
    });
  }

  /**
   * How far the kernel has moved from where `program` was linked.
   * @returns undefined when that is no kernel's symbol file, or no kernel of this build is to be seen.
   * @throws `signal.reason` on abort.
   */
  async of(program: string, signal: AbortSignal): Promise<bigint | undefined> {
    if (this.found?.program === program) return this.found.slide;
    if (performance.now() - this.triedAt < AGAIN_MS) return undefined;
    const image = await this.imageOf(program, signal);
    if (!image) return undefined;
    const slide = await this.look(image, signal);
    signal.throwIfAborted();
    if (slide === undefined) this.triedAt = performance.now();
    else this.found = { program, slide };
    return slide;
  }

  private async look(image: KernelImage, signal: AbortSignal): Promise<bigint | undefined> {
    let found: bigint | undefined;
    await atMost(LIMIT_MS, signal, async (inner) => {
      const guest = guestMemory((line) => this.machine.hmp(line, inner));
      const result = await findSlide(image, guest, PACE, inner);
      if (result.kind === 'slide') found = result.slide;
    }).catch(() => undefined);
    return found;
  }

  private async imageOf(program: string, signal: AbortSignal): Promise<KernelImage | undefined> {
    if (this.image?.program !== program) {
      const kernel = await readKernelImage(program, signal).catch(() => undefined);
      signal.throwIfAborted();
      this.image = { program, kernel };
    }
    return this.image.kernel;
  }
}
