import type { LogLevel, OutputPivot, OutputWindow, TextStyle } from '../../../outputProtocol';
import type { PlacedLine } from './mergedLines';
import type { Slice } from './lineReader';
import { logLevel } from './style/logLevel';

/** An editor shows more pieces of colour than this slowly; what comes after them has none. */
const MOST_SPANS = 20_000;
const MOST_STYLES = 64;

/** Collects lines into a window. */
export class WindowText {
  private readonly lines: PlacedLine[] = [];
  private readonly texts: string[] = [];
  private readonly spans: number[] = [];
  private readonly additions: number[] = [];
  private readonly styles = new Map<string, number>();
  private readonly levels: { line: number; level: LogLevel }[] = [];

  /** @param names What stands in front of the lines of each source. */
  constructor(private readonly names: readonly string[]) {}

  add(line: PlacedLine, stamp: string): void {
    const index = this.lines.length;
    const before = stamp + (this.names[line.source] ?? '');
    if (before.length > 0) this.additions.push(index, 0, before.length);
    for (const span of line.spans)
      this.addSpan(index, before.length + span.from, before.length + span.to, span.style);
    const level = logLevel(line.text);
    if (level) this.levels.push({ line: index, level });
    this.lines.push(line);
    this.texts.push(before + line.text);
  }

  window(slices: readonly Slice[], pivot: OutputPivot, boots: readonly number[]): OutputWindow {
    const { lines } = this;
    return {
      text: this.texts.join('\n'),
      offsets: Float64Array.from(lines, ({ start }) => start),
      times: Float64Array.from(lines, ({ time }) => time ?? NaN),
      sources: Uint8Array.from(lines, ({ source }) => source),
      styles: [...this.styles.keys()].map((key) => JSON.parse(key) as TextStyle),
      spans: Uint32Array.from(this.spans),
      additions: Uint32Array.from(this.additions),
      levels: this.levels,
      boots,
      slices,
      pivotLine: Math.max(0, this.lineOf(pivot)),
    };
  }

  private addSpan(line: number, from: number, to: number, style: TextStyle): void {
    const key = JSON.stringify(style);
    const known = this.styles.get(key) ?? this.styles.size;
    if (known >= MOST_STYLES || this.spans.length >= 4 * MOST_SPANS) return;
    this.styles.set(key, known);
    this.spans.push(line, from, to, known);
  }

  private lineOf(pivot: OutputPivot): number {
    const { lines } = this;
    switch (pivot.at) {
      case 'end':
        return lines.length - 1;
      case 'from':
        return 0;
      case 'byte':
        return lines.findLastIndex(({ source, start }) => source === pivot.source && start <= pivot.offset);
      case 'time':
        return lineAtOrLast(lines, pivot.time);
    }
  }
}

/** The first line that came at this time or later; the last line when none did. */
function lineAtOrLast(lines: readonly PlacedLine[], wanted: number): number {
  const index = lines.findIndex(({ time }) => time !== undefined && time >= wanted);
  return index === -1 ? lines.length - 1 : index;
}
