import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import type { SaveOrder } from '../../../../outputProtocol';
import { ArrivalTimes } from '../../../arrivals/arrivalTimes';
import { FilePieces } from '../../../../../log/filePieces';
import { writeWholeSync } from '../../../../../log/writeWhole';
import { asciicast } from './asciicast';
import { textLines } from './textLines';

/**
 * Writes what a port has said into a file, piece by piece. A file of that name is replaced once all is written.
 * @param turn Lets others have a turn; throws when nobody waits for the result any more, and nothing is left then.
 * @throws when a file cannot be read or written.
 */
export async function saveOutput(order: SaveOrder, turn: () => Promise<void>): Promise<{ bytes: number }> {
  const part = `${order.target}.part`;
  const fd = openSync(part, 'wx', 0o644);
  let bytes = 0;
  try {
    for (const piece of contents(order)) {
      const data = typeof piece === 'string' ? Buffer.from(piece) : piece;
      writeWholeSync(fd, data);
      bytes += data.length;
      await turn();
    }
    closeSync(fd);
    renameSync(part, order.target);
  } catch (error) {
    closeQuietly(fd);
    rmSync(part, { force: true });
    throw error;
  }
  return { bytes };
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It was closed before it could be renamed.
  }
}

function contents(order: SaveOrder): Iterable<string | Buffer> {
  const { source, format } = order;
  if (format === 'raw') return rawPieces(source);
  const times = new ArrivalTimes(source.times);
  times.refresh();
  if (format === 'asciicast') return asciicast(order, times);
  return textLines(source, times, format === 'timed' ? order.timestamps : undefined);
}

function* rawPieces({ path, kept, end }: SaveOrder['source']): Generator<Buffer> {
  const pieces = new FilePieces(path);
  try {
    for (let at = kept; at < end;) {
      const piece = pieces.read(at, end);
      if (piece.length === 0) return;
      yield piece;
      at += piece.length;
    }
  } finally {
    pieces.close();
  }
}
