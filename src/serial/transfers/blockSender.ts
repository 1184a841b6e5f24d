import * as l10n from '@vscode/l10n';
import { atMost, NEVER } from '../../concurrency/timeout';
import type { SerialPort } from '../port';
import { block, BS, CAN, type Check, EOT } from './blocks';
import { ReceiverAnswers } from './receiverAnswers';
import { TransferError } from './transfer';

/** How long a person has to start the receiver in the guest, in milliseconds. */
const START_MS = 60_000;
/** How long a receiver may take to answer a block, in milliseconds; it asks again by itself after as long. */
const ANSWER_MS = 10_000;
/** How long a receiver is given to ask for the next file or its beginning, in milliseconds. */
const PAUSE_MS = 500;
/** How often a block is sent before its receiver is given up. */
const TRIES = 10;
/** How long telling the receiver that it is over may take, in milliseconds. */
const CANCEL_MS = 1000;
/** What receivers take for the end, and a prompt for nothing. */
const CANCEL = Uint8Array.from([...Array<number>(8).fill(CAN), ...Array<number>(8).fill(BS)]);

/** The sender's side of a conversation with a receiver in a guest: one block, one answer. */
export class BlockSender {
  private check: Check = 'crc';

  private constructor(
    private readonly port: SerialPort,
    private readonly answers: ReceiverAnswers,
    private readonly signal: AbortSignal,
  ) {}

  /** Talks for the time of `work`. A receiver that waits for more when it fails is told that nothing comes. */
  static async talk(
    port: SerialPort,
    signal: AbortSignal,
    work: (sender: BlockSender) => Promise<void>,
  ): Promise<void> {
    const answers = new ReceiverAnswers(port);
    try {
      await work(new BlockSender(port, answers, signal));
    } catch (error) {
      await atMost(CANCEL_MS, NEVER, (limited) => port.send(CANCEL, limited)).catch(() => false);
      throw error;
    } finally {
      answers.dispose();
    }
  }

  /**
   * Waits until a receiver asks for the first block.
   * @param command What starts one, for the error.
   * @throws {TransferError} when none does.
   */
  async begin(command: string): Promise<void> {
    let answer = await this.answers.next(START_MS, this.signal);
    while (answer === 'taken') answer = await this.answers.next(START_MS, this.signal);
    if (answer === undefined)
      throw new TransferError(
        l10n.t(
          'No receiver in the guest has asked for the file within {0} s. Start one there first, such as {1}.',
          START_MS / 1000,
          command,
        ),
      );
    this.check = answer === 'ready' ? 'crc' : 'checksum';
  }

  /** Sends a block until it is taken. @throws {TransferError} when it never is. */
  async send(number: number, data: Uint8Array, fill?: number): Promise<void> {
    await this.insist(block(number, data, this.check, fill), l10n.t('block {0}', number));
  }

  /** Says that this was the file. Some receivers want to hear it twice. */
  async finish(): Promise<void> {
    await this.insist(Uint8Array.of(EOT), l10n.t('the end of the file'));
  }

  /** Sends a block that a receiver may do without, once. */
  async offer(number: number, data: Uint8Array, fill?: number): Promise<void> {
    await this.isTaken(block(number, data, this.check, fill));
  }

  /** Gives the receiver time to ask for what comes next. Not all do: U-Boot is silent until its patience ends. */
  async pause(): Promise<void> {
    while ((await this.answers.next(PAUSE_MS, this.signal)) === 'taken');
  }

  private async insist(bytes: Uint8Array, what: string): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) if (await this.isTaken(bytes)) return;
    throw new TransferError(
      l10n.t('The receiver in the guest has not taken {0}, which was sent {1} times.', what, TRIES),
    );
  }

  private async isTaken(bytes: Uint8Array): Promise<boolean> {
    await this.answers.forget();
    await this.port.send(bytes, this.signal);
    let answer = await this.answers.next(ANSWER_MS, this.signal);
    while (answer === 'ready') answer = await this.answers.next(ANSWER_MS, this.signal);
    return answer === 'taken';
  }
}
