import type * as vscode from 'vscode';
import { resumes } from '../../../../debug/main';

/** The part of the protocol's messages that is looked at. */
interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: { readonly threadId?: number; readonly threads?: readonly { readonly id: number }[] };
}

/** Where the guest goes after a restart depends on the configuration: it is told by a stop, if by anything. */
const mayResume = (command: string): boolean => resumes(command) || command === 'restart';

/** A stop as the editor is told of it. */
export interface StopEvent extends vscode.DebugProtocolMessage {
  readonly type: 'event';
  readonly event: 'stopped';
  readonly body: object;
}

/**
 * Makes the editor show the processor that has crashed: it shows the one that a stop names, and what a debugger names is
 * the first, or the one that ran last.
 */
export class ShownProcessor {
  private stop: Message['body'];
  private stands = false;
  private threads: ReadonlySet<number> = new Set();

  /** @param next The processor that the next stop is told of, from 0; undefined when any will do. */
  constructor(private next: number | undefined) {}

  /** Is given every message on its way from the editor. */
  asked(message: vscode.DebugProtocolMessage): void {
    const { type, command = '' } = message as Message;
    // Not with the answer, which may come behind the next stop.
    if (type === 'request' && mayResume(command)) this.stands = false;
  }

  /** Is given every message on its way to the editor. @returns what is to be sent in its place. */
  turn(message: vscode.DebugProtocolMessage): vscode.DebugProtocolMessage {
    const { type, event, command = '', success, body } = message as Message;
    if (type === 'response' && command === 'threads' && body?.threads)
      this.threads = new Set(body.threads.map(({ id }) => id));
    if (type === 'response' && success === false && mayResume(command)) this.stands = this.stop !== undefined;
    if (type === 'event' && event === 'continued') this.stands = false;
    if (type !== 'event' || event !== 'stopped') return message;
    this.stop = this.onProcessor(body);
    this.stands = true;
    return this.stop === body ? message : { ...message, body: this.stop };
  }

  /**
   * Asks for a processor, from 0; undefined: for the one of the last stop.
   * @returns the event that shows it at once; undefined when the guest runs, and its next stop will be there.
   */
  show(processor: number | undefined): StopEvent | undefined {
    this.next = processor;
    if (!this.stands) return undefined;
    this.stop = this.onProcessor(this.stop);
    return { type: 'event', event: 'stopped', body: { ...this.stop } };
  }

  private onProcessor(body: Message['body']): Message['body'] {
    const { next, threads } = this;
    this.next = undefined;
    if (next === undefined) return body;
    // GDB and we ourselves count vCPUs from 1, in QEMU's order.
    const threadId = next + 1;
    // The guest may have named one that it does not have.
    return threads.size > 0 && !threads.has(threadId) ? body : { ...body, threadId };
  }
}
