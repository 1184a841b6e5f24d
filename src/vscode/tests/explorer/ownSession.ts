import * as vscode from 'vscode';
import { onAbort } from '../../../concurrency/abort';
import { Gate } from '../../../concurrency/gate';
import { atMost } from '../../../concurrency/timeout';

/** How long after its start the editor may take to name a session, in milliseconds. */
const BEGUN_MS = 10_000;

/** A debug session from before the editor names it to its end. Ended on abort, as soon as it is there, and no other with it. */
export class OwnSession implements vscode.Disposable {
  private readonly begun = new Gate('the debug session');
  private readonly over = new Gate('the end of the debug session');
  private session: vscode.DebugSession | undefined;
  private readonly listeners: readonly { dispose(): void }[];

  constructor(
    readonly isIt: (session: vscode.DebugSession) => boolean,
    private readonly signal: AbortSignal,
  ) {
    this.listeners = [
      vscode.debug.onDidStartDebugSession((started) => {
        if (isIt(started)) this.is(started);
      }),
      vscode.debug.onDidTerminateDebugSession((ended) => {
        if (isIt(ended)) this.over.open();
      }),
      onAbort(signal, () => this.stop()),
    ];
  }

  /** It is known: of one that is still starting, the editor says nothing yet. */
  is(session: vscode.DebugSession): void {
    this.session = session;
    this.begun.open();
    if (this.signal.aborted) this.stop();
  }

  /**
   * Resolves when a session that the editor has started is over.
   * @param life What ends with the window.
   * @throws `signal.reason` on abort, when the session has been told to end.
   */
  async untilOver(life: AbortSignal): Promise<void> {
    await atMost(BEGUN_MS, life, (limited) => this.begun.wait(limited));
    await this.over.wait(this.signal);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  /** Without a session, the editor would end all that there are. */
  private stop(): void {
    if (this.session) void vscode.debug.stopDebugging(this.session);
  }
}
