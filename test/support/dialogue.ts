import type { WaitMatch } from '../../src/api';
import type { SerialPort } from '../../src/serial/client';
import { GUARD_MS } from './until';

/** One side of a conversation with a guest: say something, wait for the answer, remember how far one has read. */
export class Dialogue {
  /** The byte offset after the last answer. */
  at = 0;

  constructor(
    private readonly port: Pick<SerialPort, 'send' | 'text' | 'waitFor'>,
    private readonly prompt: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Waits for text after what has been read so far, and moves behind it. */
  async hear(pattern: string | RegExp, timeoutMs = GUARD_MS): Promise<WaitMatch> {
    const match = await this.port.waitFor(pattern, { timeoutMs, from: this.at }, this.signal);
    this.at = match.end;
    return match;
  }

  async say(data: string | Uint8Array): Promise<void> {
    await this.port.send(data, this.signal);
  }

  /** Enters a line and returns what the guest prints between it and the next prompt. */
  async ask(line: string): Promise<string> {
    await this.say(`${line}\r`);
    await this.hear(line);
    const from = this.at;
    const { start } = await this.hear(this.prompt);
    const text = await this.port.text(from, this.signal);
    return text.slice(0, text.lastIndexOf(this.prompt, start - from)).trim();
  }
}
