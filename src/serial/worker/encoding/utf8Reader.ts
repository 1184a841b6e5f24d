import type { CharacterReader, CharacterReceiver } from './encoding';
import { isPrintable } from './printable';
import { completeLength, pieceAt } from './utf8';

const REPLACEMENT = 0xfffd;

/**
 * Decodes a stream of UTF-8 that comes in pieces cut anywhere. What is not well formed becomes one U+FFFD for each
 * maximal subpart, as with Node's decoders.
 */
export class Utf8Reader implements CharacterReader {
  /** The beginning of a character whose rest has not come. */
  private torn = Buffer.alloc(0);

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

  get isWhole(): boolean {
    return this.torn.length === 0;
  }

  reset(): void {
    this.torn = Buffer.alloc(0);
  }
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
