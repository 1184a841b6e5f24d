import type { SaveOrder } from '../../../../outputProtocol';
import type { ArrivalTimes } from '../../../arrivals/arrivalTimes';
import { encodingNamed } from '../../../encoding/encodingNamed';
import { FilePieces } from '../../../../../log/filePieces';

/**
 * What a port has said as an asciicast, version 2 (docs.asciinema.org/manual/asciicast/v2): a header, then a line for each piece that came
 * at a time of its own. Without times all of it comes at once.
 */
export function* asciicast({ source, title, size }: SaveOrder, times: ArrivalTimes): Generator<string> {
  const start = times.start ?? 0;
  const { columns, rows } = size;
  const header = { version: 2, width: columns, height: rows, timestamp: Math.floor(start / 1000), title };
  yield `${JSON.stringify(header)}\n`;
  const decoder = encodingNamed(source.encoding).decoder();
  const pieces = new FilePieces(source.path);
  try {
    let seconds = 0;
    for (let at = source.kept; at < source.end;) {
      const bytes = pieces.read(at, Math.min(source.end, times.next(at)));
      if (bytes.length === 0) break;
      seconds = Math.max(seconds, ((times.timeAt(at) ?? start) - start) / 1000);
      const text = decoder.write(bytes);
      if (text !== '') yield event(seconds, text);
      at += bytes.length;
    }
    const rest = decoder.end();
    if (rest !== '') yield event(seconds, rest);
  } finally {
    pieces.close();
  }
}

const event = (seconds: number, text: string): string => `${JSON.stringify([seconds, 'o', text])}\n`;
