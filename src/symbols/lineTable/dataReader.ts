import { ElfError } from '../elf';

/** Bytes of a LEB128 number that say anything: 64 bits. */
const MOST_LEB_BYTES = 10;

/** Reads what DWARF is made of, in one file's byte order. Whatever lies beyond the end is a malformed file. */
export class DataReader {
  constructor(
    private readonly bytes: Buffer,
    private readonly littleEndian: boolean,
    /** Offset of the next byte. */
    public at = 0,
    /** Offset behind the last byte. */
    readonly end = bytes.length,
  ) {
    if (at > end || end > bytes.length) throw beyond();
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** A part of what is left, of this many bytes; this reader goes on behind it. */
  part(length: number): DataReader {
    const begin = this.take(length);
    return new DataReader(this.bytes, this.littleEndian, begin, this.at);
  }

  /** The same bytes from an offset on, up to the same end. */
  from(offset: number): DataReader {
    return new DataReader(this.bytes, this.littleEndian, offset, this.end);
  }

  u8(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  i8(): number {
    return this.bytes.readInt8(this.take(1));
  }

  u16(): number {
    const at = this.take(2);
    return this.littleEndian ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  u32(): number {
    const at = this.take(4);
    return this.littleEndian ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  u64(): bigint {
    const at = this.take(8);
    return this.littleEndian ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at);
  }

  /** An offset or a length: of eight bytes in 64-bit DWARF. */
  offset(is64: boolean): number {
    return is64 ? Number(this.u64()) : this.u32();
  }

  /** An unsigned LEB128 number; exact up to 2^53. */
  unsigned(): number {
    let [value, scale] = [0, 1];
    for (let read = 0; read < MOST_LEB_BYTES; read++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new ElfError('malformed', 'a number in its debug information does not end');
  }

  /** A signed LEB128 number; exact up to 2^53. */
  signed(): number {
    let [value, scale] = [0, 1];
    for (let read = 0; read < MOST_LEB_BYTES; read++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - scale;
    }
    throw new ElfError('malformed', 'a number in its debug information does not end');
  }

  /** A text that a zero byte ends. */
  text(): string {
    const zero = this.bytes.indexOf(0, this.at);
    if (zero === -1 || zero >= this.end) throw beyond();
    const text = this.bytes.toString('utf8', this.at, zero);
    this.at = zero + 1;
    return text;
  }

  skip(length: number): void {
    this.take(length);
  }

  /** @returns where it begins. */
  private take(length: number): number {
    const begin = this.at;
    if (!(length >= 0 && length <= this.end - begin)) throw beyond();
    this.at = begin + length;
    return begin;
  }
}

function beyond(): ElfError {
  return new ElfError('truncated', 'its debug information ends early');
}
