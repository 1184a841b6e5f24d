import type { Encoding } from '../../../encoding/encoding';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;
const BRACKET = 0x5b;
const DEL = 0x7f;
const M = 0x6d;
/** What C1 controls begin with in UTF-8. */
const C1 = 0xc2;

/** Longer ones are taken for something else, in bytes. */
const LONGEST_ATTRIBUTES = 200;
/** Carriage returns before a line feed that end the line together with it. */
const MOST_RETURNS = 4;

/** Printable ASCII, and what is neither a control nor the beginning of one in UTF-8. */
const ORDINARY = new Uint8Array(256).map((_, byte) =>
  (byte >= 0x20 && byte !== DEL && byte !== C1) || byte === TAB || byte === LF ? 1 : 0,
);

const ORDINARY_ASCII = ORDINARY.map((is, byte) => (byte < 0x80 ? is : 0));

/**
 * Whether bytes, whole lines, say what they are seen to say, but for attributes (SGR): nothing in them changes text that was printed, or
 * prints elsewhere. Of other encodings than UTF-8 only ASCII is known to be that. All of a long spool is asked about, so four bytes are looked at together; an expression takes eight times as long.
 */
export function arePlain(bytes: Buffer, { isUtf8 }: Pick<Encoding, 'isUtf8'>): boolean {
  const ordinary = isUtf8 ? ORDINARY : ORDINARY_ASCII;
  const words = wordsOf(bytes);
  for (let at = 0; at < bytes.length;) {
    if (words && at % 4 === 0) {
      let word = at >> 2;
      while (word < words.length && isPrintable(words[word] as number)) word++;
      at = word << 2;
    }
    const end = Math.min(bytes.length, at + 4 - (at % 4));
    while (at < end) {
      const length = ordinary[bytes[at] as number] === 1 ? 1 : plainSequence(bytes, at, isUtf8);
      if (length === 0) return false;
      at += length;
    }
  }
  return true;
}

/** How many bytes from `at` on are a line end, attributes, or a character in UTF-8 that is no control; 0: they are none of these. */
function plainSequence(bytes: Buffer, at: number, isUtf8: boolean): number {
  switch (bytes[at] as number) {
    case CR:
      return lineEnd(bytes, at);
    case ESC:
      return attributes(bytes, at);
    case C1: {
      if (!isUtf8) return 0;
      const next = bytes[at + 1] ?? 0;
      return next >= 0x80 && next < 0xa0 ? 0 : 1;
    }
    default:
      return 0;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === CR) at++;
  return at - from <= MOST_RETURNS && bytes[at] === LF ? at - from : 0;
}

function attributes(bytes: Buffer, from: number): number {
  if (bytes[from + 1] !== BRACKET) return 0;
  const first = from + 2;
  let at = first;
  // Digits, colons and semicolons.
  while (at - first < LONGEST_ATTRIBUTES && (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x3b) at++;
  return bytes[at] === M ? at + 1 - from : 0;
}

function wordsOf({ buffer, byteOffset, length }: Buffer): Uint32Array | undefined {
  if (byteOffset % Uint32Array.BYTES_PER_ELEMENT !== 0) return undefined;
  return new Uint32Array(buffer, byteOffset, length >> 2);
}

/** As in `skip/pieceScan.ts`. */
function isPrintable(word: number): boolean {
  return ((word | (word + 0x01010101) | (word - 0x20202020)) & 0x80808080) === 0;
}
