import * as iconv from 'iconv-lite';
import type { Codec } from './codec';
import { LongCharacters } from './longCharacters';

/*
 * The tables of all encodings but UTF-8, in a bundle of its own, `dist/encodings.js`: a thread loads it when a port has one of them.
 */

/** The longest character, of GB 18030, in bytes. */
const LONGEST = 4;
const FIRST_OTHER = 0x80;

/** What is known of two bytes that a character may begin with. */
const UNKNOWN = 0;
const WHOLE = 1;
const GOES_ON = 2;

/** @throws for a name that iconv-lite does not know. */
export function codecNamed(name: string): Codec {
  return new IconvCodec(name);
}

/**
 * iconv-lite drops what follows an invalid character that was cut in two: it has room for one character for each byte that it is
 * given. So it is given whole characters, and only asked whether bytes are one.
 */
class IconvCodec implements Codec {
  /** Whether a byte is the beginning of a longer character. */
  private readonly leads: readonly boolean[];
  private readonly pairs = new Uint8Array(0x1_0000);
  private readonly triples = new LongCharacters<boolean>();

  constructor(private readonly name: string) {
    this.leads = Array.from(
      { length: 0x100 },
      (_, byte) => byte >= FIRST_OTHER && this.goesOn(Buffer.of(byte)),
    );
  }

  lengthAt(bytes: Buffer, at: number): number | undefined {
    if (this.leads[bytes[at] ?? 0] !== true) return 1;
    for (let length = 2; at + length <= bytes.length; length++)
      if (length === LONGEST || !this.areBeginning(bytes, at, length)) return length;
    return undefined;
  }

  decode(bytes: Buffer): string {
    return iconv.decode(bytes, this.name);
  }

  encode(text: string): Buffer {
    return iconv.encode(text, this.name);
  }

  private areBeginning(bytes: Buffer, at: number, length: number): boolean {
    if (length === 3)
      return this.triples.of(bytes, at, length, () => this.goesOn(bytes.subarray(at, at + length)));
    const pair = bytes.readUInt16BE(at);
    if (this.pairs[pair] === UNKNOWN)
      this.pairs[pair] = this.goesOn(bytes.subarray(at, at + 2)) ? GOES_ON : WHOLE;
    return this.pairs[pair] === GOES_ON;
  }

  private goesOn(bytes: Buffer): boolean {
    return iconv.getDecoder(this.name).write(bytes) === '';
  }
}
