import type { Codec } from './codec';
import type { CharacterReader, CharacterReceiver } from './encoding';
import { LongCharacters } from './longCharacters';
import { isPrintable } from './printable';

const REPLACEMENT = 0xfffd;
const ASCII_END = 0x80;
/** A character of two bytes has an entry by its value. */
const REMEMBERED = 0x1_0000;
/** No character was looked up yet; and: the bytes are none, and the first of them is to be replaced. */
const UNKNOWN = -1;
const MALFORMED = -2;

/** The code points of characters as they are looked up, shared by all readers of an encoding. */
export class CharacterTable {
  private readonly known = new Int32Array(REMEMBERED).fill(UNKNOWN);
  private readonly long = new LongCharacters<number>();

  constructor(private readonly codec: Codec) {}

  /** @returns the code point of bytes that are one character; undefined if they are none. */
  codePointOf(bytes: Buffer, at: number, length: number): number | undefined {
    const look = (): number => asOne(this.codec.decode(bytes.subarray(at, at + length))) ?? MALFORMED;
    const found =
      length === 3 || length === 4
        ? this.long.of(bytes, at, length, look)
        : this.short(bytes, at, length, look);
    return found === MALFORMED ? undefined : found;
  }

  private short(bytes: Buffer, at: number, length: number, look: () => number): number {
    const key = length === 1 ? (bytes[at] ?? 0) : bytes.readUInt16BE(at);
    if (this.known[key] === UNKNOWN) this.known[key] = look();
    return this.known[key] ?? MALFORMED;
  }

  lengthAt(bytes: Buffer, at: number): number | undefined {
    return this.codec.lengthAt(bytes, at);
  }
}

/** Decodes a stream in any encoding that has tables. Of what is not well formed, the first byte becomes U+FFFD. */
export class CodecReader implements CharacterReader {
  /** The beginning of a character whose rest has not come. */
  private torn = Buffer.alloc(0);

  constructor(private readonly table: CharacterTable) {}

  push(bytes: Buffer, offset: number, receiver: CharacterReceiver): void {
    const all = this.torn.length === 0 ? bytes : Buffer.concat([this.torn, bytes]);
    const base = offset - this.torn.length;
    let at = 0;
    while (at < all.length) {
      const byte = all[at] ?? 0;
      if (isPrintable(byte)) {
        const from = at;
        while (at < all.length && isPrintable(all[at] ?? 0)) at++;
        receiver.takeAscii(all, from, at, base);
      } else if (byte < ASCII_END) {
        receiver.take(byte, base + at, base + ++at);
      } else {
        const length = this.table.lengthAt(all, at);
        if (length === undefined) break;
        const codePoint = this.table.codePointOf(all, at, length);
        const end = codePoint === undefined ? at + 1 : at + length;
        receiver.take(codePoint ?? REPLACEMENT, base + at, base + end);
        at = end;
      }
    }
    this.torn = Buffer.from(all.subarray(at));
  }

  get isWhole(): boolean {
    return this.torn.length === 0;
  }

  reset(): void {
    this.torn = Buffer.alloc(0);
  }
}

function asOne(text: string): number | undefined {
  const codePoint = text.codePointAt(0);
  if (codePoint === undefined) return undefined;
  return text.length === String.fromCodePoint(codePoint).length ? codePoint : undefined;
}
