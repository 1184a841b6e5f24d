import { LiteralScanner } from '../../../../crash/scan/literalScanner';
import { ROWS } from '../../seen/screen';
import { LONGEST_MATCH } from '../matcher';
import { PIECE_BYTES, pieceEnd, FilePieces } from '../../../../log/filePieces';
import { PieceScan } from './pieceScan';

/** Searches whose literals are scanned for; the others make text of everything. Bounds the scanner's table. */
const MOST_SCANNED = 64;
/** Those that searches which go along together look at, one search after another, and some for others. */
const PIECES_KEPT = 128;
/** No literal is longer than its first bytes before a piece, in bytes. */
const WARM_UP_BYTES = 16;
/**
 * Behind a place where text begins afresh, in bytes: a line end may take two of them for one unit, and a line that has
 * not ended is not yet in the text.
 */
const RESTART_BYTES = 3 * LONGEST_MATCH;
const LF = 0x0a;
const NOWHERE = -1;

/** A search's place among those that read the same spool. */
export interface ScoutSeat {
  readonly pieces: FilePieces;
  /** Texts of which one stands in every match, in lower case; undefined if none are known. */
  readonly literals: readonly string[] | undefined;
  /**
   * Whether bytes of one piece are plain text, and no literal ends in them. Plain text is printable ASCII with tabs and
   * line ends: as text seen it is the same, and nothing that stood before changes.
   */
  isDull(from: number, to: number): boolean;
  /**
   * Where in the plain piece that ends at `end` text can begin afresh, and yet everything that may still be matched or
   * changed is the same behind the piece. Undefined if nowhere.
   */
  restartBefore(end: number): number | undefined;
  leave(): void;
}

/** Looks at a spool's bytes ahead of all searches in it, once for all of them. */
export class Scout {
  private readonly pieces: FilePieces;
  private readonly seats = new Set<Seat>();
  private readonly scans = new Map<number, PieceScan<Seat>>();
  private scanner: LiteralScanner | undefined;
  private owners: readonly Seat[] = [];

  /** @throws when the spool cannot be opened. */
  constructor(
    path: string,
    private readonly onLeft: () => void,
  ) {
    this.pieces = new FilePieces(path);
  }

  join(literals: readonly string[] | undefined): ScoutSeat {
    const isRoom = [...this.seats].filter((seat) => seat.literals).length < MOST_SCANNED;
    const seat = new Seat(this, this.pieces, isRoom ? literals : undefined);
    this.seats.add(seat);
    if (!seat.literals) return seat;
    this.scanner = undefined;
    this.scans.clear();
    return seat;
  }

  leave(seat: Seat): void {
    if (!this.seats.delete(seat) || this.seats.size > 0) return;
    this.pieces.close();
    this.onLeft();
  }

  isDull(seat: Seat, from: number, to: number): boolean {
    const scan = this.scanAt(pieceEnd(from));
    while (scan.scanned < to) this.scanOn(scan, to);
    return scan.isDull(seat, from);
  }

  restartBefore(end: number): number | undefined {
    const scan = this.scans.get(end);
    if (scan?.scanned !== end || scan.oddUntil > 0) return undefined;
    scan.restart ??= restartIn(this.pieces.read(scan.start, end));
    return scan.restart === NOWHERE ? undefined : scan.start + scan.restart;
  }

  /** By the end of the piece. */
  private scanAt(end: number): PieceScan<Seat> {
    const known = this.scans.get(end);
    if (known) return known;
    const [oldest] = this.scans.keys();
    if (oldest !== undefined && this.scans.size === PIECES_KEPT) this.scans.delete(oldest);
    const scan = new PieceScan<Seat>(end - PIECE_BYTES);
    this.scans.set(end, scan);
    const before = this.pieces.read(Math.max(0, scan.start - WARM_UP_BYTES), scan.start);
    scan.warm(
      before,
      this.literals().scanBytes(before, 0, () => undefined),
    );
    return scan;
  }

  private scanOn(scan: PieceScan<Seat>, to: number): void {
    const bytes = this.pieces.read(scan.scanned, to);
    if (bytes.length === 0) {
      scan.giveUp(to);
      return;
    }
    const found = new Set<number>();
    const state = this.literals().scanBytes(bytes, scan.state, (literals) => {
      for (const literal of literals) found.add(literal);
    });
    const owners = new Set([...found].flatMap((literal) => this.owners[literal] ?? []));
    scan.take(bytes, state, owners);
  }

  private literals(): LiteralScanner {
    if (this.scanner) return this.scanner;
    const wanted = [...this.seats].flatMap((seat) =>
      (seat.literals ?? []).map((literal) => ({ seat, literal })),
    );
    this.owners = wanted.map(({ seat }) => seat);
    return (this.scanner = new LiteralScanner(
      wanted.map(({ literal }) => literal),
      true,
    ));
  }
}

class Seat implements ScoutSeat {
  constructor(
    private readonly scout: Scout,
    readonly pieces: FilePieces,
    readonly literals: readonly string[] | undefined,
  ) {}

  isDull(from: number, to: number): boolean {
    return this.literals !== undefined && this.scout.isDull(this, from, to);
  }

  restartBefore(end: number): number | undefined {
    return this.scout.restartBefore(end);
  }

  leave(): void {
    this.scout.leave(this);
  }
}

/** Behind the first line end, if enough lines follow for the cursor to reach none above, and enough text. */
function restartIn(bytes: Buffer): number {
  const first = bytes.indexOf(LF) + 1;
  if (first === 0 || bytes.length - first < RESTART_BYTES) return NOWHERE;
  let at = first;
  for (let lines = 0; lines < ROWS; lines++) {
    at = bytes.indexOf(LF, at) + 1;
    if (at === 0) return NOWHERE;
  }
  return first;
}
