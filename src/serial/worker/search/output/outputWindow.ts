import { ArrivalTimes } from '../../arrivals/arrivalTimes';
import { stampText } from '../../terminal/stamps/stampText';
import type { OutputSource, OutputWindow, WindowOrder } from '../../../outputProtocol';
import { mergedLines, type PlacedLine } from './mergedLines';
import { LineReader, type Slice } from './lineReader';
import { slicesOf } from './slices';
import { WindowText } from './windowText';

/** Lines of one source in a window: an editor takes longer over lines than over bytes. */
const MOST_LINES = 50_000;

/**
 * Reads a part of what ports have said, of some megabytes at most, and makes one text of it.
 * @throws when a spool cannot be read.
 */
export function readWindow(order: WindowOrder): OutputWindow {
  const times = order.sources.map((source) => timesOf(source));
  const slices = slicesOf(order, times);
  const read = order.sources.map((source, index) =>
    readSource(source, index, slices[index] ?? { from: 0, to: 0 }, times[index]),
  );
  const lines = mergedLines(
    read.map(({ lines: some }) => some),
    read.map(({ slice }, index) => spanOf(slice, order.sources[index], times[index])),
    order.sources.length > 1 ? order.events : [],
  );
  const text = new WindowText(columnsOf(order));
  const start = times[0]?.start;
  let previous: number | undefined;
  for (const line of lines) {
    const stamp = order.timestamps && stampText(order.timestamps, line.time, { start, previous });
    if (line.time !== undefined) previous = line.time;
    text.add(line, stamp ?? '');
  }
  const taken = read.map(({ slice }) => slice);
  return text.window(taken, order.pivot, boots(lines, times, taken));
}

function timesOf({ times: path }: OutputSource): ArrivalTimes {
  const times = new ArrivalTimes(path);
  times.refresh();
  return times;
}

function readSource(
  source: OutputSource,
  index: number,
  slice: Slice,
  times: ArrivalTimes | undefined,
): { readonly lines: readonly PlacedLine[]; readonly slice: Slice } {
  const reader = new LineReader(source, slice, true);
  let lines: PlacedLine[] = [];
  try {
    for (let next = reader.next(); next; next = reader.next()) {
      // Written out: of this many lines a spread takes as long as reading them.
      for (const { text, start, spans } of next)
        lines.push({ text, start, spans, source: index, time: times?.timeAt(start) });
      // Of a text that is nothing but line ends, the newest lines.
      if (lines.length >= 2 * MOST_LINES) lines = lines.slice(-MOST_LINES);
    }
  } finally {
    reader.close();
  }
  const kept = lines.slice(-MOST_LINES);
  return { lines: kept, slice: { from: Math.max(slice.from, kept[0]?.start ?? 0), to: reader.position } };
}

/** Which time a slice covers: before the first and after the last byte that is kept there is nothing to be missed. */
function spanOf(
  { from, to }: Slice,
  source: OutputSource | undefined,
  times: ArrivalTimes | undefined,
): { readonly from: number; readonly to: number } {
  return {
    from: from <= (source?.kept ?? 0) ? -Infinity : (times?.timeAt(from) ?? -Infinity),
    to: to >= (source?.end ?? 0) ? Infinity : (times?.timeAt(to) ?? Infinity),
  };
}

/** Names of several sources are as wide as the longest. */
function columnsOf({ sources, events }: WindowOrder): readonly string[] {
  if (sources.length < 2) return [''];
  const names = [...sources.map(({ name }) => name), ...(events.length > 0 ? [EVENTS_NAME] : [])];
  const width = Math.max(...names.map((name) => name.length));
  return [...sources.map(({ name }) => name), EVENTS_NAME].map((name) => `${name.padEnd(width)} │ `);
}

const EVENTS_NAME = 'QEMU';

/** Lines with which a boot begins: those that have the first byte of their source behind a reset of the machine. */
function boots(
  lines: readonly PlacedLine[],
  times: readonly ArrivalTimes[],
  slices: readonly Slice[],
): number[] {
  const found = times.flatMap(({ resets }, source) => {
    const own = lines.flatMap((line, index) => (line.source === source && line.start >= 0 ? index : []));
    const first = lines[own[0] ?? -1]?.start ?? Infinity;
    const end = slices[source]?.to ?? 0;
    let at = 0;
    return resets
      .filter((reset) => reset > first && reset < end)
      .flatMap((reset) => {
        // A line without end, such as a prompt, goes on in the next boot.
        while ((lines[own[at + 1] ?? -1]?.start ?? Infinity) <= reset) at++;
        return own[at] ?? [];
      });
  });
  return [...new Set(found)].sort((one, other) => one - other);
}
