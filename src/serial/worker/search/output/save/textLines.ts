import type { OutputSource } from '../../../../outputProtocol';
import type { TimestampKind } from '../../../../protocol';
import type { ArrivalTimes } from '../../../arrivals/arrivalTimes';
import { stampText } from '../../../terminal/stamps/stampText';
import { LineReader } from '../lineReader';

/** What a port has said as a person sees it, some lines at a time, with the time of each in front of it or without. */
export function* textLines(
  source: OutputSource,
  times: ArrivalTimes,
  timestamps: TimestampKind | undefined,
): Generator<string> {
  const reader = new LineReader(source, { from: source.kept, to: source.end }, false);
  let previous: number | undefined;
  try {
    for (let lines = reader.next(); lines; lines = reader.next()) {
      const texts = lines.map(({ text, start }) => {
        if (timestamps === undefined) return `${text}\n`;
        const time = times.timeAt(start);
        const stamp = stampText(timestamps, time, { start: times.start, previous });
        previous = time ?? previous;
        return `${stamp}${text}\n`;
      });
      yield texts.join('');
    }
  } finally {
    reader.close();
  }
}
