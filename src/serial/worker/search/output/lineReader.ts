import type { OutputSource, TextStyle } from '../../../outputProtocol';
import { encodingNamed } from '../../encoding/encodingNamed';
import { FilePieces } from '../../../../log/filePieces';
import { SeenLines } from '../../seen/seenLines';
import { TextAsSeen } from '../../seen/textAsSeen';
import { PLAIN } from './style/attributes';
import { StyleRuns } from './style/styleRuns';

/** A piece of a line that has a style; columns in UTF-16 units. */
export interface StyledSpan {
  readonly from: number;
  readonly to: number;
  readonly style: TextStyle;
}

/** A line as a person sees it. */
export interface OutputLine {
  readonly text: string;
  /** The offset of its first byte. */
  readonly start: number;
  readonly spans: readonly StyledSpan[];
}

export interface Slice {
  readonly from: number;
  readonly to: number;
}

const NO_SPANS: readonly StyledSpan[] = [];
const LINE_FEED = 0x0a;

/** Reads a part of a spool line by line, a piece at a time. Where it begins within a line, that one is left out: it may be half of one. */
export class LineReader {
  private readonly pieces: FilePieces;
  private readonly reader: TextAsSeen;
  private readonly styles: StyleRuns;
  private lines: OutputLine[] = [];
  private readonly seen: SeenLines;
  private at: number;
  private isOver = false;

  /**
   * @param styled Whether styles are wanted.
   * @throws when the spool cannot be read.
   */
  constructor(
    { path, encoding: name }: Pick<OutputSource, 'path' | 'encoding'>,
    private readonly slice: Slice,
    private readonly styled: boolean,
  ) {
    const encoding = encodingNamed(name);
    this.reader = new TextAsSeen(encoding);
    this.styles = new StyleRuns(encoding);
    this.seen = new SeenLines(this.reader, ({ text, start, end }, from) => {
      // What was overwritten is a line that came earlier, though its first characters may be those of the later one.
      const first = text === '' ? start : this.reader.text.firstByte(from, from + text.length);
      this.lines.push({ text, start: first, spans: this.spans(text, start, end, from) });
    });
    this.pieces = new FilePieces(path);
    this.at = this.firstLine();
  }

  /** How far it has read. */
  get position(): number {
    return this.at;
  }

  /** The lines of the next piece; with the last one, which has no end, at the end. Undefined: that was all. */
  next(): readonly OutputLine[] | undefined {
    if (this.isOver) return undefined;
    const bytes = this.pieces.read(this.at, this.slice.to);
    this.lines = [];
    if (bytes.length === 0 || this.at >= this.slice.to) {
      this.isOver = true;
      this.seen.takeRest();
      return this.lines;
    }
    if (this.styled) this.styles.push(bytes, this.at);
    this.reader.push(bytes, this.at);
    this.at += bytes.length;
    this.seen.takeWhole();
    return this.lines;
  }

  close(): void {
    this.pieces.close();
  }

  /** The byte before the first one may end a line. */
  private firstLine(): number {
    const { from, to } = this.slice;
    if (from === 0) return 0;
    const feed = this.pieces.read(from - 1, to).indexOf(LINE_FEED);
    return feed === -1 ? from : from + feed;
  }

  private spans(text: string, start: number, end: number, from: number): readonly StyledSpan[] {
    if (!this.styled || this.styles.isPlain(start, end)) return NO_SPANS;
    const spans: StyledSpan[] = [];
    let began = 0;
    let style = PLAIN;
    const close = (column: number): void => {
      if (style !== PLAIN && column > began) spans.push({ from: began, to: column, style });
    };
    for (let column = 0; column < text.length; column++) {
      const at = this.styles.at(this.reader.text.firstByte(from + column, from + column + 1));
      if (at === style) continue;
      close(column);
      began = column;
      style = at;
    }
    close(text.length);
    return spans;
  }
}
