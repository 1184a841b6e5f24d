import { delay } from '../../concurrency/timeout';
import type { Transfer } from './transfer';

/** Sent at a time, in bytes. Small enough for the progress to move and for cancelling to be felt. */
const PIECE = 4096;
/** How many pieces a second a paced file is sent in: a UART's FIFO holds no more than some milliseconds. */
const PIECES_A_SECOND = 100;

/** The bytes as they are, as fast as the guest takes them. */
export const raw: Transfer = async (port, file, { signal, progress }) => {
  let sent = 0;
  for await (const piece of file.pieces(PIECE)) {
    await port.send(piece, signal);
    progress((sent += piece.length));
  }
};

/** The bytes as they are, not faster than some bytes a second: for a guest that drops what it has not read. */
export function paced(bytesPerSecond: number): Transfer {
  const bytes = Math.max(1, Math.round(bytesPerSecond / PIECES_A_SECOND));
  return async (port, file, { signal, progress }) => {
    const begun = performance.now();
    let sent = 0;
    for await (const piece of file.pieces(bytes)) {
      await port.send(piece, signal);
      progress((sent += piece.length));
      const due = begun + (sent * 1000) / bytesPerSecond;
      const early = due - performance.now();
      if (early > 0) await delay(early, signal);
    }
  };
}
