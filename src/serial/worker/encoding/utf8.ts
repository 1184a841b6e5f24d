/** The bytes that make one character, or (if not `valid`) one U+FFFD. */
interface Piece {
  readonly bytes: number;
  readonly valid: boolean;
}

/**
 * The character at `at`, by the table of well-formed sequences (Unicode 15, table 3-7). What is not well formed becomes
 * one U+FFFD per maximal subpart, as the WHATWG decoder has it, which is what Node's decoders do.
 */
export function pieceAt(bytes: Uint8Array, at: number): Piece {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { bytes: 1, valid: true };
  const following = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  if (following === 0) return { bytes: 1, valid: false };
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index <= following; index++) {
    const byte = bytes[at + index];
    if (byte === undefined || byte < low || byte > high) return { bytes: index, valid: false };
    [low, high] = [0x80, 0xbf];
  }
  return { bytes: following + 1, valid: true };
}

/** How many of the bytes can be decoded without tearing a character at the end that more bytes may complete. */
export function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    const torn = byte <= 0xf4 && wanted > back && pieceAt(bytes, at).bytes === back;
    return torn ? at : bytes.length;
  }
  return bytes.length;
}

/** The first offset at or after `at` where a character begins, so that a cut there tears nothing. */
export function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start < bytes.length && start < at + 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return start;
}
