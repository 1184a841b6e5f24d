import * as vscode from 'vscode';
import type { Logger } from '../../../../log/logger';
import {
  SHOW_PROCESSOR,
  type ShowProcessorAnswer,
  type ShowProcessorArguments,
} from '../../../sessions/showProcessor';
import { withoutAbsentSources } from './absentSources';
import { ShownProcessor } from './shownProcessor';
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
  readonly seq?: number;
  readonly type?: string;
  readonly command?: string;
  readonly event?: string;
  readonly arguments?: { readonly terminateDebuggee?: boolean } & ShowProcessorArguments;
}

/** Longer messages are cut in the log, in characters: memory and disassembly come in tens of kilobytes. */
const LONGEST = 2000;

/** An adapter in this process with its traffic in the log, whose owner hears when it ends. */
export class WatchedAdapter extends vscode.Disposable implements vscode.DebugAdapter {
  readonly onDidSendMessage: vscode.Event<vscode.DebugProtocolMessage>;
  private readonly shown: ShownProcessor;
  private readonly send: (message: object) => void;

  constructor(
    private readonly inner: InnerAdapter,
    private readonly watcher: AdapterWatcher,
  ) {
    const log = watcher.log.as('dap');
    const sourceless = new SourcelessStop();
    const shown = new ShownProcessor(watcher.firstCpu);
    const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
    const send = (original: object): void => {
      const message = withoutAbsentSources(original);
      log.trace(`← ${brief(message)}`);
      sent.fire(message);
      const more = sourceless.look(message);
      if (more) sent.fire(more);
    };
    const traffic = inner.onDidSendMessage((message) => send(shown.turn(message)));
    super(() => {
      traffic.dispose();
      inner.dispose();
      sent.dispose();
      watcher.disposed();
    });
    this.onDidSendMessage = sent.event;
    this.shown = shown;
    this.send = send;
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.watcher.log.as('dap').trace(`→ ${brief(message)}`);
    this.shown.asked(message);
    const { seq, type, command, arguments: args } = message as Message;
    if (type === 'request' && (command === 'disconnect' || command === 'terminate'))
      this.watcher.ending(args?.terminateDebuggee === false);
    if (command === SHOW_PROCESSOR) this.show(seq, args?.processor);
    else this.inner.handleMessage(message);
  }

  private show(request_seq: number | undefined, processor: number | undefined): void {
    const stop = this.shown.show(processor);
    const body: ShowProcessorAnswer = { stands: stop !== undefined };
    this.send({ seq: 0, type: 'response', request_seq, command: SHOW_PROCESSOR, success: true, body });
    if (stop) this.send({ seq: 0, ...stop });
  }
}

function brief(message: vscode.DebugProtocolMessage): string {
  const text = JSON.stringify(message);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}
