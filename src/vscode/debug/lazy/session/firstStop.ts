import type * as vscode from 'vscode';

interface Stopped {
  readonly type?: string;
  readonly event?: string;
  readonly body?: { readonly threadId?: number };
}

/**
 * The first stop of a session that begins at a crash is told of the processor that crashed: the editor shows the one
 * that a stop names, and a debugger that attaches to a stopped guest names the first.
 */
export class FirstStop {
  private isOver: boolean;

  /** @param cpu From 0; undefined when any processor will do. */
  constructor(private readonly cpu: number | undefined) {
    this.isOver = cpu === undefined;
  }

  /** Is given every message on its way to the editor. @returns what is to be sent in its place. */
  turn(message: vscode.DebugProtocolMessage): vscode.DebugProtocolMessage {
    const { type, event, body } = message as Stopped;
    if (this.isOver || type !== 'event' || event !== 'stopped') return message;
    this.isOver = true;
    // GDB and we ourselves count vCPUs from 1, in QEMU's order.
    return { ...message, body: { ...body, threadId: (this.cpu ?? 0) + 1 } };
  }
}
