import * as l10n from '@vscode/l10n';
import { BoundedQueue } from '../../concurrency/boundedQueue';
import type { Disposable } from '../../concurrency/event';
import { atMost, NEVER } from '../../concurrency/timeout';
import type { SerialPort } from '../port';
import { ACK, CAN, CRC_REQUEST, NAK } from './blocks';
import { TransferError } from './transfer';

/** What a receiver says. `ready`: it wants blocks with a CRC. */
export type Answer = 'taken' | 'again' | 'ready';

const ANSWERS: Readonly<Record<number, Answer>> = { [ACK]: 'taken', [NAK]: 'again' };
/** A receiver answers once a block; a guest may print whatever it likes. */
const MOST_ANSWERS = 64;
/** How much else a guest may print before nobody listens to it any more, in bytes. */
const MOST_NOISE = 65_536;

/**
 * Hears a receiver's answers among what a guest prints. All work is in proportion to what is printed, and ends at a
 * limit.
 */
export class ReceiverAnswers implements Disposable {
  private readonly queue = new BoundedQueue<Answer>('answers of the receiver', MOST_ANSWERS);
  private readonly subscription: Disposable;
  private noise = 0;
  private before = 0;
  private failure: TransferError | undefined;

  constructor(port: Pick<SerialPort, 'onDidReceive'>) {
    this.subscription = port.onDidReceive((bytes) => this.hear(bytes));
  }

  /**
   * @param ms How long to wait, in milliseconds.
   * @returns undefined when it says nothing for that long.
   * @throws {TransferError} when it has cancelled, or prints something else; `signal.reason` on abort.
   */
  async next(ms: number, signal: AbortSignal): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    await atMost(ms, signal, async (limited) => {
      answer = await this.queue.take(limited);
    });
    if (this.failure) throw this.failure;
    return answer;
  }

  /** Forgets what was said: it does not answer what is sent next. */
  async forget(): Promise<void> {
    while (this.queue.depth > 0) await this.queue.take(NEVER);
  }

  dispose(): void {
    this.subscription.dispose();
    this.queue.close();
  }

  private hear(bytes: Uint8Array): void {
    for (const [at, byte] of bytes.entries()) {
      if (this.failure) return;
      // A `C` within a text is none: a receiver says it and waits.
      const isReady = byte === CRC_REQUEST && at === bytes.length - 1;
      const answer = isReady ? 'ready' : ANSWERS[byte];
      if (answer) this.queue.offer(answer);
      else if (byte === CAN && this.before === CAN)
        this.fail(l10n.t('The receiver in the guest has cancelled the transfer.'));
      else if (++this.noise > MOST_NOISE)
        this.fail(l10n.t('The guest prints other things than a receiver’s answers.'));
      this.before = byte;
    }
  }

  private fail(text: string): void {
    this.failure = new TransferError(text);
    this.queue.close();
  }
}
