import { LONGEST_WRITTEN, writtenByte } from '../../log/writtenByte';
import type { PagedAddress } from './firstRuns';

const [LF, COLON, ZERO, NINE, LOWER_X, LOWER_A, LOWER_F] = [0x0a, 0x3a, 0x30, 0x39, 0x78, 0x61, 0x66];
const BEGIN = Buffer.from('IN:');
/** What is kept of a line that has not ended, in bytes; an address is in the first twenty. */
const MOST_KEPT = LONGEST_WRITTEN;
/** Digits of an address, and those that lie within a page of 4 KiB. */
const MOST_DIGITS = 16;
const PAGE_DIGITS = 3;

/**
 * Reads QEMU's log of translated code (`-d in_asm`): `IN:`, then a line for each instruction, which begins with its
 * address, `0x80000000:`, up to an empty line. All else is passed over, as are lines between that have no address
 * (`Priv: 3; Virt: 0`). An instruction that has too many bytes for one line goes on in a second one, with an address in
 * its middle, which does no harm.
 */
export class BlockReader {
  private begun = Buffer.alloc(0);
  private inBlock = false;

  /** @param found Is told of each address. @param sent Is told of each byte that a UART was given, if QEMU logs them. */
  constructor(
    private readonly found: (address: PagedAddress) => void,
    private readonly sent?: (byte: number) => void,
  ) {}

  /** Takes the next bytes; a line may be split between two calls. */
  push(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      if (start === 0 && this.begun.length > 0) this.joined(bytes.subarray(0, end));
      else this.line(bytes, start, end);
      start = end + 1;
    }
    this.keep(bytes.subarray(start));
  }

  private joined(rest: Buffer): void {
    this.keep(rest);
    const whole = this.begun;
    this.begun = Buffer.alloc(0);
    this.line(whole, 0, whole.length);
  }

  private keep(part: Buffer): void {
    const room = MOST_KEPT - this.begun.length;
    if (room > 0 && part.length > 0) this.begun = Buffer.concat([this.begun, part.subarray(0, room)]);
  }

  private line(bytes: Buffer, start: number, end: number): void {
    if (end === start) this.inBlock = false;
    else if (this.inBlock) this.instruction(bytes, start, end);
    else {
      this.inBlock = bytes.subarray(start, Math.min(end, start + BEGIN.length)).equals(BEGIN);
      if (this.sent && !this.inBlock && end - start <= LONGEST_WRITTEN) this.other(bytes, start, end);
    }
  }

  private other(bytes: Buffer, start: number, end: number): void {
    const byte = writtenByte(bytes.toString('latin1', start, end));
    if (byte !== undefined) this.sent?.(byte);
  }

  private instruction(bytes: Buffer, start: number, end: number): void {
    if (bytes[start] !== ZERO || bytes[start + 1] !== LOWER_X) return;
    let [page, offset, digits] = [0, 0, 0];
    const first = start + 2;
    const colon = colonIn(bytes, first, Math.min(end, first + MOST_DIGITS + 1));
    const count = colon - first;
    if (count < 1) return;
    for (let at = first; at < colon; at++, digits++) {
      const value = hexValue(bytes[at] ?? 0);
      if (value < 0) return;
      if (count - digits > PAGE_DIGITS) page = page * 16 + value;
      else offset = offset * 16 + value;
    }
    this.found({ page, offset });
  }
}

/** Looks no further than `to`: the next colon may be a megabyte away, and so for each line. @returns -1 if there is none. */
function colonIn(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === COLON) return at;
  return -1;
}

function hexValue(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  return byte >= LOWER_A && byte <= LOWER_F ? byte - LOWER_A + 10 : -1;
}
