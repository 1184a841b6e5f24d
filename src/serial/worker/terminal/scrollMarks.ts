import { decoded, type Encoding } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import type { Spool } from '../spool/spool';

/**
 * Marks the cursor's line on VS Code's scroll bar. Nothing else of OSC 633 is ever written: once a terminal has seen a command
 * begin or end, the editor's commands that go from mark to mark pass over these (1.139).
 */
const SET_MARK = '\x1b]633;SetMark\x07';
/** In one terminal: VS Code takes 0.3 s for 500 marks, and 5 s for 5,000 (1.139). */
const MOST_MARKS = 500;
/** What is looked at to find a line that was shown already, in bytes. */
const LOOK_BACK = 16_384;

const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;

/** What must be known of the screen to go up to a line and come back. */
export interface MarkedScreen {
  readonly columns: number;
  /** Columns of what stands in front of each line of the guest's that has text. */
  readonly stampColumns: number;
  /** Rows above the cursor to which it can go, and come back without a trace; undefined when there is no line to be marked. */
  readonly rowsAbove: number | undefined;
}

/** The marks of one terminal, in the order of the stream: the editor goes through them in the order in which they were set. */
export class ScrollMarks {
  private count = 0;
  private last = -1;

  constructor(
    private readonly spool: Spool,
    private readonly encoding: Encoding = UTF8,
  ) {}

  /** What marks the line that begins now. */
  here(offset: number): string {
    if (this.count >= MOST_MARKS || offset <= this.last) return '';
    this.count++;
    this.last = offset;
    return SET_MARK;
  }

  /**
   * What marks the line of a byte that was shown already; nothing if that is far above, or later lines have marks. Of a text
   * that is higher than the screen, the highest row that is left.
   * @param position How far the terminal has shown the stream.
   */
  above(offset: number, position: number, screen: MarkedScreen): string {
    const { rowsAbove } = screen;
    if (rowsAbove === undefined || position - offset > LOOK_BACK || offset < this.spool.kept) return '';
    const up = Math.min(this.rowsBetween(offset, position, screen), rowsAbove);
    const mark = this.here(offset);
    return mark === '' || up === 0 ? mark : `\x1b7\x1b[${up}A${mark}\x1b8`;
  }

  /** Rows from the one of a byte down to the last one, as well as can be told without drawing them. */
  private rowsBetween(offset: number, position: number, { columns, stampColumns }: MarkedScreen): number {
    const bytes = Buffer.alloc(Math.max(0, position - offset));
    const length = this.spool.read(bytes, offset);
    const text = decoded(bytes.subarray(0, length), this.encoding);
    const lines = text.replace(ESCAPES, '').split('\n');
    const widths = lines.map((line) => line.replaceAll('\r', '').length);
    const rows = widths.map((width) => (width === 0 ? 1 : Math.ceil((stampColumns + width) / columns)));
    return rows.reduce((sum, each) => sum + each, 0) - 1;
  }
}
