import * as l10n from '@vscode/l10n';
import { Event } from '@vscode/debugadapter';
import { delay } from '../../../concurrency/timeout';
import { findSlide, type Pace } from '../../../symbols/kaslr/findSlide';
import { guestMemory } from '../../../machine/facts/guestMemory';
import { readKernelImage } from '../../../symbols/kaslr/linuxImage';
import { shifted, type KernelImage } from '../../../symbols/kaslr/slide';
import type { Responder } from '../../session/responder';
import type { GuestControl } from '../gdbLink';
import type { Guest } from './guest';

/** What the editor is told when a breakpoint may have come too late: it can offer to start again without KASLR. */
export const PASSED_UNSEEN = 'qemu.passedUnseen';

/** What following the kernel needs. */
export interface KernelLoadParts {
  readonly link: GuestControl;
  readonly guest: Guest;
  readonly responder: Pick<Responder, 'inBackground'>;
  /** The symbol file; undefined if there is none, or the kernel is known not to move. */
  readonly program: string | undefined;
  /** Opens a way to the stub that tells GDB where the program's segments lie now. @returns where GDB connects. */
  readonly openMoved: (segments: readonly bigint[]) => Promise<string>;
  /** Says something in the Debug Console. */
  readonly tell: (text: string) => void;
}

const CLOCK: Pace = { now: () => performance.now(), delay };

/**
 * Follows a Linux kernel that moves itself at boot (KASLR): finds it in the running guest, and has GDB move symbols and
 * breakpoints there. What the kernel runs before it is found has no breakpoints; that is a millisecond or two.
 */
export class KernelLoad {
  /** How far GDB has been told that the kernel moved. */
  private slide = 0n;
  private image: Promise<KernelImage | undefined> | undefined;
  private looking: AbortController | undefined;

  constructor(
    private readonly parts: KernelLoadParts,
    private readonly pace: Pace = CLOCK,
  ) {}

  /** Looks for the kernel from now on. The guest has been let go, after a reset perhaps: it moves somewhere else then. */
  look(): void {
    const { program, guest, responder } = this.parts;
    this.looking?.abort();
    const target = guest.target;
    if (program === undefined || !target?.hasMonitor) return;
    const looking = (this.looking = new AbortController());
    responder.inBackground('looking for the kernel', async (session) => {
      const signal = AbortSignal.any([session, looking.signal]);
      const image = await (this.image ??= readKernelImage(program, session));
      if (!image) return;
      const found = await findSlide(
        image,
        guestMemory((line) => target.hmp(line)),
        this.pace,
        signal,
      );
      if (found.kind === 'slide') await this.move(image, found.slide);
      else this.parts.tell(otherBuild(image));
    });
  }

  private async move(image: KernelImage, slide: bigint): Promise<void> {
    if (slide === this.slide) return;
    const { link, openMoved, tell } = this.parts;
    await link.whilePaused(async () => {
      const endpoint = await openMoved(image.segments.map((address) => shifted(address, slide)));
      // GDB asks where the program lies when it connects, and at no other time.
      await link.quietly(async () => {
        await link.send('-target-disconnect');
        await link.send(`-target-select remote ${endpoint}`);
      });
    });
    this.slide = slide;
    tell(
      l10n.t(
        'The kernel has moved itself by {0} (KASLR). Symbols and breakpoints have been moved with it.',
        `${slide < 0n ? '-' : ''}0x${(slide < 0n ? -slide : slide).toString(16)}`,
      ),
    );
    if (await this.hasEarlyBreakpoints(image)) link.event(new Event(PASSED_UNSEEN));
  }

  /** Whether a breakpoint is in code that runs once, early: it may have run before the kernel was found. */
  private async hasEarlyBreakpoints({ early }: KernelImage): Promise<boolean> {
    if (!early) return false;
    const { BreakpointTable } = await this.parts.link.send<BreakList>('-break-list');
    const from = shifted(early.start, this.slide);
    const to = shifted(early.end, this.slide);
    return BreakpointTable.body.some(({ addr = '', times = '0' }) => {
      if (!/^0x[0-9a-f]+$/.test(addr) || times !== '0') return false;
      const address = BigInt(addr);
      return address >= from && address < to;
    });
  }
}

interface BreakList {
  readonly BreakpointTable: { readonly body: readonly { readonly addr?: string; readonly times?: string }[] };
}

function otherBuild({ banner }: KernelImage): string {
  return l10n.t(
    'The running kernel is a different build from the symbols, or not Linux. The symbols are from: {0}',
    banner.text.toString('latin1').trim(),
  );
}
