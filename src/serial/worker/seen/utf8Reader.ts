import { completeLength, pieceAt } from '../utf8';

const REPLACEMENT = 0xfffd;

/** Is given what was decoded. */
export interface CharacterReceiver {
  /** A character, and the bytes of the stream that it was decoded from. */
  take(codePoint: number, start: number, end: number): void;
  /** Printable ASCII: `bytes` from `from` to `to`; `base` is the stream's offset of `bytes`. */
  takeAscii(bytes: Uint8Array, from: number, to: number, base: number): void;
}

/**
 * Decodes a stream of UTF-8 that comes in pieces cut anywhere. What is not well formed becomes one U+FFFD for each
 * maximal subpart, as with Node's decoders.
 */
export class Utf8Reader {
  /** The beginning of a character whose rest has not come. */
  private torn = Buffer.alloc(0);

  /** @param offset The stream's offset of the first byte. */
  push(bytes: Buffer, offset: number, receiver: CharacterReceiver): void {
    const all = this.torn.length === 0 ? bytes : Buffer.concat([this.torn, bytes]);
    const base = offset - this.torn.length;
    const length = completeLength(all);
    for (let at = 0; at < length;) {
      const byte = all[at] ?? 0;
      if (isPrintable(byte)) {
        const from = at;
        while (at < length && isPrintable(all[at] ?? 0)) at++;
        receiver.takeAscii(all, from, at, base);
        continue;
      }
      const piece = pieceAt(all, at);
      receiver.take(codePointOf(all, at, piece.bytes, piece.valid), base + at, base + at + piece.bytes);
      at += piece.bytes;
    }
    this.torn = Buffer.from(all.subarray(length));
  }

  /** Whether no character has begun whose rest is to come. */
  get isWhole(): boolean {
    return this.torn.length === 0;
  }

  /** Forgets a character that has begun. */
  reset(): void {
    this.torn = Buffer.alloc(0);
  }
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function codePointOf(bytes: Buffer, at: number, length: number, valid: boolean): number {
  if (!valid) return REPLACEMENT;
  const lead = bytes[at] ?? 0;
  if (length === 1) return lead;
  let codePoint = lead & (0x7f >> length);
  for (let index = 1; index < length; index++)
    codePoint = (codePoint << 6) | ((bytes[at + index] ?? 0) & 0x3f);
  return codePoint;
}
