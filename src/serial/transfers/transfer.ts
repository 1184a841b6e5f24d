import type { SerialPort } from '../port';
import type { FileToSend } from './fileToSend';

/** One way to send a file to a guest. */
export interface Transfer {
  /**
   * Resolves when the guest has all of the file, as far as this way can know.
   * @throws {TransferError} when the guest does not take it; `signal.reason` on abort.
   */
  (port: SerialPort, file: FileToSend, options: TransferOptions): Promise<void>;
}

export interface TransferOptions {
  readonly signal: AbortSignal;
  /** Is told how much of the file has been sent, in bytes. */
  readonly progress: (bytes: number) => void;
}

/** The guest did not take what was sent; the message says why, and what to do. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
