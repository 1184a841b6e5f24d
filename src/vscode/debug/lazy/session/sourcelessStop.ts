import type * as vscode from 'vscode';
import { hasSource } from './absentSources';

/** The part of an adapter's messages that is looked at. */
interface Sent {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: { readonly stackFrames?: readonly Frame[] } & Stop;
}

interface Stop {
  readonly reason?: string;
  readonly description?: string;
}

interface Frame {
  readonly source?: { readonly path?: string; readonly sourceReference?: number };
  readonly instructionPointerReference?: string;
}

/**
 * The one reason for which the editor shows a frame that has no source: with its registers, in the disassembly view.
 * VS Code, src/vs/workbench/contrib/debug/common/debugModel.ts, `Thread.getTopStackFrame` and `StackFrame.openInEditor`.
 */
const SHOWN_WITHOUT_SOURCE = 'instruction breakpoint';

/**
 * Makes the editor show where a guest has stopped when no frame has a source: in firmware, or without symbols.
 * Otherwise it would choose no frame, and show nothing at all.
 */
export class SourcelessStop {
  private stop: Stop | undefined;

  /**
   * Is given every message on its way to the editor.
   * @returns an event to be sent after it, if one is needed.
   */
  look(message: vscode.DebugProtocolMessage): object | undefined {
    const { type, event, command, success, body } = message as Sent;
    if (type === 'event' && event === 'stopped') this.stop = body;
    if (type === 'event' && event === 'continued') this.stop = undefined;
    const { stop } = this;
    if (!stop || command !== 'stackTrace' || success !== true) return undefined;
    this.stop = undefined;
    const frames = body?.stackFrames ?? [];
    if (frames[0]?.instructionPointerReference === undefined || frames.some(hasSource)) return undefined;
    const description = stop.description ?? `Paused on ${stop.reason ?? 'request'}`;
    const again = { ...stop, reason: SHOWN_WITHOUT_SOURCE, description };
    return { seq: 0, type: 'event', event: 'stopped', body: again };
  }
}
