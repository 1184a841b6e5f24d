import type { OutputEvent } from '../../../outputProtocol';
import type { OutputLine } from './lineReader';

/** A line, whose it is, and when it came. */
export interface PlacedLine extends OutputLine {
  readonly source: number;
  /** In milliseconds since 1970; undefined if it is not known. */
  readonly time: number | undefined;
}

/** What a list covers, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines of several sources in the order in which they came, as far as all of the sources are there, and what happened meanwhile.
 * Lines of one source stay in their order.
 */
export function mergedLines(
  lists: readonly (readonly PlacedLine[])[],
  spans: readonly Span[],
  events: readonly OutputEvent[],
): readonly PlacedLine[] {
  const [only] = lists;
  if (only && lists.length === 1) return only;
  const from = Math.max(...spans.map((span) => span.from));
  const to = Math.min(...spans.map((span) => span.to));
  const all = [...lists.map(withTimes), events.map((event) => eventLine(event, lists.length))]
    .flat()
    .filter(({ at }) => at >= from && at <= to);
  // Sorting is stable.
  return all.sort((one, other) => one.at - other.at).map(({ line }) => line);
}

interface Timed {
  readonly line: PlacedLine;
  readonly at: number;
}

/** A line whose time is not known, or is before that of the line above it, came with that one. */
function withTimes(lines: readonly PlacedLine[]): Timed[] {
  let at = -Infinity;
  return lines.map((line) => {
    at = Math.max(at, line.time ?? at);
    return { line, at };
  });
}

function eventLine({ time, text }: OutputEvent, source: number): Timed {
  return { line: { text, start: -1, spans: [], source, time }, at: time };
}
