import * as l10n from '@vscode/l10n';
import { CancelledError } from '../../../concurrency/abort';
import { Handles } from '../handles';

/** A stack frame: a vCPU as GDB counts, from 1, and a level, from 0 for the innermost. */
export interface FrameId {
  readonly threadId: number;
  readonly level: number;
}

/** The stack frames that the editor knows. They are forgotten when the guest goes on. */
export class Frames {
  private readonly handles = new Handles<FrameId>();

  create(frame: FrameId): number {
    return this.handles.create(frame);
  }

  /** @throws {CancelledError} for a frame of an earlier stop: the editor has asked too late, which is no failure. */
  get(handle: number): FrameId {
    const frame = this.handles.get(handle);
    if (!frame) throw new CancelledError(l10n.t('The guest has run since then.'));
    return frame;
  }

  /** MI options for a frame; none without one. @throws as `get` does. */
  place(handle: number | undefined): string {
    if (handle === undefined) return '';
    const { threadId, level } = this.get(handle);
    return `--thread ${threadId} --frame ${level}`;
  }

  clear(): void {
    this.handles.clear();
  }
}
