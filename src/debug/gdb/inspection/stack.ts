import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Handlers } from '../../session/requests';
import type { GdbLink } from '../gdbLink';
import type { Frames } from './frames';
import { gdbDecoder } from './gdbDisassembly';
import type { ProcessorModes } from './processorModes';
import type { Sources } from './sources';

/** A deeper stack leads nowhere, or is a recursion of which this is enough. */
const MOST_FRAMES = 200;
/** What an editor asks for at a stop: VS Code's `Thread.fetchCallStack` in debugModel.ts. */
const FIRST_FRAMES = 20;

interface Frame {
  readonly level: string;
  readonly addr: string;
  readonly func?: string;
  readonly file?: string;
  readonly fullname?: string;
  readonly line?: string;
}

/** The stacks of vCPUs. The adapter shows none at all when a stack leads into nowhere, as in firmware. */
export class Stack {
  constructor(
    private readonly link: GdbLink,
    private readonly frames: Frames,
    private readonly modes: Pick<ProcessorModes, 'truePlace' | 'thread'>,
    private readonly sources: Sources,
  ) {}

  readonly handlers: Handlers = {
    stackTrace: async ({ threadId, startFrame: low = 0, levels = 0 }) => {
      const most = levels === 0 ? MOST_FRAMES : Math.min(levels, MOST_FRAMES);
      // One more than asked for tells whether there are more.
      this.modes.thread = threadId;
      const place = await this.modes.truePlace(threadId);
      const found = place
        ? await this.onlyFrame(place.address, low)
        : await this.list(threadId, low, low + most);
      const page = found.slice(0, most);
      const isWhole = place !== undefined || (low === 0 && found.length <= most);
      const folds = await this.hasSources(threadId, page, isWhole);
      const stackFrames = await Promise.all(page.map((frame) => this.shown(frame, threadId, folds)));
      return { stackFrames, totalFrames: low + found.length };
    },
  };

  /**
   * Whether there is a frame to be looked at rather than those without a source. The top of a stack, or its end, may be
   * asked for alone, and must look as it does beside the others.
   */
  private async hasSources(threadId: number, page: readonly Frame[], isWhole: boolean): Promise<boolean> {
    if (await this.sources.areSomeHere(page)) return true;
    return !isWhole && (await this.sources.areSomeHere(await this.list(threadId, 0, FIRST_FRAMES - 1)));
  }

  /** GDB unwinds the stack of another mode than the processor is in: what it says about callers is not true. */
  private async onlyFrame(address: bigint, low: number): Promise<readonly Frame[]> {
    if (low > 0) return [];
    const decode = gdbDecoder((command) => this.link.send(command));
    const [there] = await decode(address, 1);
    const name = there?.symbol?.replace(/\+\d+$/, '');
    return [
      {
        level: '0',
        addr: `0x${address.toString(16)}`,
        ...(name !== undefined && { func: name }),
        ...(there?.source && { file: there.source.name, fullname: there.source.path }),
        ...(there?.line !== undefined && { line: String(there.line) }),
      },
    ];
  }

  /** When the caller of one frame cannot be found GDB gives no frames: then as many as there are without an error. */
  private async list(threadId: number, low: number, high: number): Promise<readonly Frame[]> {
    let failure: unknown;
    for (const last of [high, low + 15, low + 3, low].filter((each) => each <= high)) {
      try {
        const command = `-stack-list-frames --thread ${threadId} ${low} ${last}`;
        return realFrames((await this.link.send<{ stack: readonly Frame[] }>(command)).stack);
      } catch (error) {
        failure = error;
      }
    }
    if (low > 0) return [];
    throw failure;
  }

  /** @param folds Whether a frame without its source is put in the background. An editor folds those. */
  private async shown(frame: Frame, threadId: number, folds: boolean): Promise<Dap.StackFrame> {
    const id = this.frames.create({ threadId, level: Number(frame.level) });
    const source = await this.sources.of(frame);
    const inBackground = folds && source?.path === undefined;
    return {
      id,
      name: nameOf(frame),
      line: Number(frame.line ?? 0),
      column: 0,
      instructionPointerReference: frame.addr,
      ...(source && { source: { ...source, ...(inBackground && { presentationHint: 'deemphasize' }) } }),
      ...(inBackground && { presentationHint: 'subtle' }),
    };
  }
}

/** Without symbols GDB calls every function `??`. */
function nameOf({ func, addr }: Frame): string {
  return func === undefined || func === '??' ? addr : func;
}

/** The half of a 64-bit address space that kernels have for themselves. */
const KERNEL_HALF = 1n << 63n;

/** The stack without what GDB makes up behind its end. */
function realFrames(stack: readonly Frame[]): readonly Frame[] {
  const end = stack.findIndex((frame, index) => index > 0 && isMadeUp(frame, stack[index - 1]));
  return end < 0 ? stack : stack.slice(0, end);
}

/**
 * A start routine that nobody has called looks as if address 0 had. Behind a kernel's entry, which says nothing about
 * how to unwind it, GDB takes what lies on the stack for addresses of programs.
 */
function isMadeUp({ addr, func }: Frame, callee: Frame | undefined): boolean {
  const address = BigInt(addr);
  if (address === 0n) return true;
  const isNameless = func === undefined || func === '??';
  return isNameless && address < KERNEL_HALF && BigInt(callee?.addr ?? 0) >= KERNEL_HALF;
}
