import type { FromSerialWorker } from '../protocol';

/**
 * Gathers what a turn of the event loop has to say and says it at the turn's end, as one message: what many ports
 * received at the same beat costs the main thread one wake-up, and no one has to wait longer for it.
 */
export class Outbox {
  private messages: FromSerialWorker[] = [];
  private scheduled: NodeJS.Immediate | undefined;

  constructor(private readonly post: (messages: readonly FromSerialWorker[]) => void) {}

  add(message: FromSerialWorker): void {
    this.messages.push(message);
    this.scheduled ??= setImmediate(() => this.flush());
  }

  /** Says it now: before an answer that must not arrive first. */
  flush(): void {
    if (this.scheduled) clearImmediate(this.scheduled);
    this.scheduled = undefined;
    if (this.messages.length === 0) return;
    const { messages } = this;
    this.messages = [];
    this.post(messages);
  }
}
