import { encodingNamed } from '../../encoding/encodingNamed';
import { SeenLines } from '../../seen/seenLines';
import { TextAsSeen } from '../../seen/textAsSeen';
import type { TextOrder } from '../protocol';
import { FilePieces } from '../../../../log/filePieces';
import { masked } from './masks';

/**
 * A part of a spool as a person reads it, line by line. Where it begins in the middle of a port's output, its first line is left out: it
 * may be half of one.
 * @throws when the spool cannot be read.
 */
export function spoolText({ path, from, to, masked: wantsMasks, encoding }: TextOrder): string {
  const pieces = new FilePieces(path);
  const lines: string[] = [];
  const reader = new TextAsSeen(encodingNamed(encoding));
  const seen = new SeenLines(reader, ({ text }) => lines.push(wantsMasks ? masked(text) : text));
  try {
    for (let at = from; at < to;) {
      const piece = pieces.read(at, to);
      if (piece.length === 0) break;
      reader.push(piece, at);
      seen.takeWhole();
      at += piece.length;
    }
    seen.takeRest();
  } finally {
    pieces.close();
  }
  return (from > 0 ? lines.slice(1) : lines).join('\n');
}
