import * as vscode from 'vscode';
import type { Logger } from '../../../../log/logger';
import { FirstStop } from './firstStop';
import { SourcelessStop } from './sourcelessStop';

/** An adapter of any class. */
export interface InnerAdapter {
  readonly onDidSendMessage: vscode.Event<vscode.DebugProtocolMessage>;
  handleMessage(message: vscode.DebugProtocolMessage): void;
  dispose(): unknown;
}

/** What a wrapped adapter's owner wants to know. */
export interface AdapterWatcher {
  readonly log: Logger;
  /** The processor to show first, from 0; any when undefined. */
  readonly firstCpu: number | undefined;
  /** The session is no longer wanted, whether it has ended in order or not. */
  disposed(): void;
  /** The editor asks the session to end; `keep`: and to leave the machine alone. */
  ending(keep: boolean): void;
}

/** The part of the protocol that is looked at. */
interface Message {
  readonly type?: string;
  readonly command?: string;
  readonly event?: string;
  readonly arguments?: { readonly terminateDebuggee?: boolean };
}

/** Longer messages are cut in the log, in characters: memory and disassembly come in tens of kilobytes. */
const LONGEST = 2000;

/** An adapter in this process with its traffic in the log, whose owner hears when it ends. */
export class WatchedAdapter extends vscode.Disposable implements vscode.DebugAdapter {
  readonly onDidSendMessage: vscode.Event<vscode.DebugProtocolMessage>;

  constructor(
    private readonly inner: InnerAdapter,
    private readonly watcher: AdapterWatcher,
  ) {
    const log = watcher.log.as('dap');
    const sourceless = new SourcelessStop();
    const first = new FirstStop(watcher.firstCpu);
    const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
    const traffic = inner.onDidSendMessage((original) => {
      const message = first.turn(original);
      log.trace(`← ${brief(message)}`);
      sent.fire(message);
      const more = sourceless.look(message);
      if (more) sent.fire(more);
    });
    super(() => {
      traffic.dispose();
      inner.dispose();
      sent.dispose();
      watcher.disposed();
    });
    this.onDidSendMessage = sent.event;
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.watcher.log.as('dap').trace(`→ ${brief(message)}`);
    const { type, command, arguments: args } = message as Message;
    if (type === 'request' && (command === 'disconnect' || command === 'terminate'))
      this.watcher.ending(args?.terminateDebuggee === false);
    this.inner.handleMessage(message);
  }
}

function brief(message: vscode.DebugProtocolMessage): string {
  const text = JSON.stringify(message);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}
