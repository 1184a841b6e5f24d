import type { LineUnit } from './unitHeader';

/** From here to the next row, the code belongs to a line. */
export interface LineRow {
  /** In bytes, from the beginning of its sequence. */
  readonly offset: number;
  /** Index into the unit's files. */
  readonly file: number;
  /** Counted from 1; 0 for code that belongs to no line. */
  readonly line: number;
  /** Whether a statement begins here, as the compiler sees it. */
  readonly isStatement: boolean;
}

/** Code in one piece. */
export interface LineSequence {
  /** As linked. */
  readonly start: bigint;
  /** In bytes. */
  readonly length: number;
  /** By their offsets. Of several at one offset the last one counts. */
  readonly rows: readonly LineRow[];
  readonly files: readonly string[];
}

/** A sequence is a function, or a section of code: no file has larger ones, in bytes and in rows. */
const MOST_LENGTH = 2 ** 32;
const MOST_ROWS = 4_000_000;

/** Runs the line number program of one unit (DWARF 5, 6.2.5). Stops at what it does not understand: the rest is lost. */
export function* sequencesOf(unit: LineUnit): Generator<LineSequence> {
  const machine = new LineMachine(unit);
  for (let ended = machine.next(); ended; ended = machine.next()) if (ended !== 'dropped') yield ended;
}

/** The state machine whose operations a unit's program consists of. */
class LineMachine {
  private start: bigint | undefined;
  private offset = 0;
  private file = 1;
  private line = 1;
  private isStatement: boolean;
  private rows: LineRow[] = [];
  private isBroken = false;

  constructor(private readonly unit: LineUnit) {
    this.isStatement = unit.header.startsAsStatement;
  }

  /** Goes on to the end of the next sequence. @throws {ElfError} */
  next(): LineSequence | 'dropped' | undefined {
    const { program, header } = this.unit;
    while (!program.isAtEnd) {
      const operation = program.u8();
      if (operation > header.operands.length) this.special(operation);
      else if (operation !== 0) this.standard(operation);
      else if (this.extended()) return this.finish();
    }
    return undefined;
  }

  private special(operation: number): void {
    const { lineBase, lineRange, operands } = this.unit.header;
    const adjusted = operation - operands.length - 1;
    this.advance(Math.floor(adjusted / lineRange));
    this.line += lineBase + (adjusted % lineRange);
    this.append();
  }

  private standard(operation: number): void {
    const { program, header } = this.unit;
    switch (operation) {
      case 1: // DW_LNS_copy
        this.append();
        return;
      case 2: // DW_LNS_advance_pc
        this.advance(program.unsigned());
        return;
      case 3: // DW_LNS_advance_line
        this.line += program.signed();
        return;
      case 4: // DW_LNS_set_file
        this.file = program.unsigned();
        return;
      case 6: // DW_LNS_negate_stmt
        this.isStatement = !this.isStatement;
        return;
      case 8: // DW_LNS_const_add_pc
        this.advance(Math.floor((255 - header.operands.length - 1) / header.lineRange));
        return;
      case 9: // DW_LNS_fixed_advance_pc
        this.offset += program.u16();
        return;
      default:
        // Columns, blocks, prologues, and what later versions add: nothing that lines depend on.
        for (let left = header.operands[operation - 1] ?? 0; left > 0; left--) program.unsigned();
    }
  }

  /** @returns whether the sequence ends. */
  private extended(): boolean {
    const { program } = this.unit;
    const operation = program.part(program.unsigned());
    if (operation.isAtEnd) return false;
    const code = operation.u8();
    // DW_LNE_set_address
    if (code === 2)
      this.setAddress(operation.end - operation.at === 8 ? operation.u64() : BigInt(operation.u32()));
    // DW_LNE_end_sequence
    return code === 1;
  }

  private setAddress(address: bigint): void {
    this.start ??= address;
    this.offset = Number(address - this.start);
  }

  private advance(steps: number): void {
    this.offset += steps * this.unit.header.step;
  }

  private append(): void {
    const { offset, file, line, isStatement } = this;
    const before = this.rows.at(-1);
    // Backwards: the table contradicts itself (DWARF 5, 6.2.5: addresses only increase within a sequence).
    if (offset > MOST_LENGTH || offset < (before?.offset ?? 0) || this.rows.length === MOST_ROWS)
      this.isBroken = true;
    else this.rows.push({ offset, file, line, isStatement });
  }

  private finish(): LineSequence | 'dropped' {
    const { start, rows, offset: length, isBroken } = this;
    const isWhole =
      start !== undefined && !isBroken && length >= (rows.at(-1)?.offset ?? 0) && length <= MOST_LENGTH;
    const sequence = isWhole ? { start, length, rows, files: this.unit.header.files } : 'dropped';
    this.start = undefined;
    [this.offset, this.file, this.line, this.rows, this.isBroken] = [0, 1, 1, [], false];
    this.isStatement = this.unit.header.startsAsStatement;
    return sequence;
  }
}
