import * as vscode from 'vscode';
import { Gate } from '../../../../concurrency/gate';
import { delay, withTimeout } from '../../../../concurrency/timeout';

/** How long a debugger may take to meet its machine, in milliseconds. */
const MEETING_MS = 20_000;
/** How often the button is pressed: it does nothing while the editor does not know the threads. In milliseconds. */
const PRESS_MS = 100;

interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
}

/**
 * Presses Continue once in a child session that stops where it meets the machine, whatever it is told. Subscribes at
 * once: make it before the child starts.
 */
export class FirstContinue implements vscode.DebugAdapterTrackerFactory {
  private child: vscode.DebugSession | undefined;
  private readonly stopped = new Gate('the child session stops');
  private pressed = false;

  constructor(private readonly parent: vscode.DebugSession) {}

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    if (session.parentSession?.id !== this.parent.id) return undefined;
    this.child = session;
    return {
      onWillReceiveMessage: ({ command }: Message) => (this.pressed ||= command === 'continue'),
      onDidSendMessage: ({ event }: Message) => {
        if (event === 'stopped') this.stopped.open();
      },
    };
  }

  /** @throws {TimeoutError} when the child does not stop, `signal.reason` when the session ends meanwhile. */
  async press(signal: AbortSignal): Promise<void> {
    await withTimeout('the first continue', MEETING_MS, signal, async (limited) => {
      await this.stopped.wait(limited);
      while (!this.pressed) {
        await vscode.commands.executeCommand('workbench.action.debug.continue', undefined, {
          sessionId: this.child?.id,
        });
        await delay(PRESS_MS, limited);
      }
    });
  }
}
