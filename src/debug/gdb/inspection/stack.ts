import { Source, StackFrame } from '@vscode/debugadapter';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import type { Handlers } from '../../session/requests';
import type { GdbLink } from '../gdbLink';
import type { Frames } from './frames';

/** A deeper stack leads nowhere, or is a recursion of which nobody reads more. */
const MOST_FRAMES = 200;

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
  ) {}

  readonly handlers: Handlers = {
    stackTrace: async ({ threadId, startFrame: low = 0, levels = 0 }) => {
      const most = levels === 0 ? MOST_FRAMES : Math.min(levels, MOST_FRAMES);
      // One more than asked for tells whether there are more.
      const found = await this.list(threadId, low, low + most);
      const stackFrames = found.slice(0, most).map((frame) => this.shown(frame, threadId));
      return { stackFrames, totalFrames: low + found.length };
    },
  };

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

  private shown(frame: Frame, threadId: number): Dap.StackFrame {
    const handle = this.frames.create({ threadId, level: Number(frame.level) });
    const { fullname, file = fullname } = frame;
    const source = fullname === undefined ? undefined : new Source(basename(file ?? fullname), fullname);
    const line = frame.line === undefined ? 0 : Number(frame.line);
    const shown: Dap.StackFrame = new StackFrame(handle, nameOf(frame), source, line);
    shown.instructionPointerReference = frame.addr;
    if (!source) shown.presentationHint = 'subtle';
    return shown;
  }
}

/** Without symbols GDB calls every function `??`. */
function nameOf({ func, addr }: Frame): string {
  return func === undefined || func === '??' ? addr : func;
}

/** A start routine that nobody has called looks as if address 0 had. */
function realFrames(stack: readonly Frame[]): readonly Frame[] {
  const last = stack.at(-1);
  return last && last.level !== '0' && BigInt(last.addr) === 0n ? stack.slice(0, -1) : stack;
}
