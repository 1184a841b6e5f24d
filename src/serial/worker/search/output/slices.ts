import type { ArrivalTimes } from '../../arrivals/arrivalTimes';
import type { OutputPivot, OutputSource, WindowOrder } from '../../../outputProtocol';
import type { Slice } from './lineReader';

/** Which part of each source is read. */
export function slicesOf({ sources, pivot, bytes }: WindowOrder, times: readonly ArrivalTimes[]): Slice[] {
  const share = Math.floor(bytes / sources.length);
  return sources.map((source, index) => {
    const { from, to } = wanted(source, index, pivot, share, times);
    const begin = Math.min(Math.max(from, source.kept), source.end);
    return { from: begin, to: Math.max(begin, Math.min(to, source.end)) };
  });
}

function wanted(
  source: OutputSource,
  index: number,
  pivot: OutputPivot,
  share: number,
  times: readonly ArrivalTimes[],
): Slice {
  switch (pivot.at) {
    case 'end':
      return { from: source.end - share, to: source.end };
    case 'from': {
      const from = pivot.offsets[index] ?? 0;
      // Twice as much: it grows while its end is followed.
      return { from, to: pivot.ends?.[index] ?? from + 2 * share };
    }
    case 'byte': {
      const time = times[pivot.source]?.timeAt(pivot.offset);
      return around(index === pivot.source ? pivot.offset : offsetAt(times[index], time, source), share);
    }
    case 'time':
      return around(offsetAt(times[index], pivot.time, source), share);
  }
}

function around(offset: number, share: number): Slice {
  const half = Math.floor(share / 2);
  return { from: offset - half, to: offset + half };
}

function offsetAt(times: ArrivalTimes | undefined, time: number | undefined, { end }: OutputSource): number {
  return (time === undefined ? undefined : times?.offsetAt(time)) ?? end;
}
