import type { Matcher } from '../../matcher';

/** Attributes (SGR) colour text and change none of it. In bytes as Latin-1. */
const ATTRIBUTES = String.raw`\x1b\[[\d;:]{0,200}m`;
const ALL_ATTRIBUTES = new RegExp(ATTRIBUTES, 'g');
/** More of a text than this is not needed to tell where it may stand, in characters. */
const LONGEST_LITERAL = 32;

/** The text of a plain line. */
export function plainText(bytes: Buffer): string {
  const latin = bytes.toString('latin1');
  if (!latin.includes('\x1b') && !latin.includes('\r')) return bytes.toString('utf8');
  return Buffer.from(latin.replace(ALL_ATTRIBUTES, '').replaceAll('\r', ''), 'latin1').toString('utf8');
}

/** Where in a plain line the bytes begin of the character at an index of its text. */
export function byteAt(bytes: Buffer, text: string, index: number): number {
  let rest = Buffer.byteLength(text.slice(0, index));
  const latin = bytes.toString('latin1');
  const attributes = new RegExp(`${ATTRIBUTES}|\r`, 'gy');
  let at = 0;
  for (;;) {
    attributes.lastIndex = at;
    const skipped = attributes.exec(latin);
    if (skipped) at += skipped[0].length;
    else if (rest-- > 0) at++;
    else return at;
  }
}

/**
 * Finds where one of the texts may stand of which each match has one, in bytes as Latin-1; colours may change within it.
 * Undefined: there is no such text, or its bytes are not those of its letters in the other case.
 */
export function literalPattern({ literals }: Matcher): RegExp | undefined {
  if (!literals || literals.some((literal) => /[^\x20-\x7e]/.test(literal))) return undefined;
  const sources = literals.map((literal) =>
    Array.from(literal.slice(0, LONGEST_LITERAL))
      .map((character) => character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`))
      .join(`(?:${ATTRIBUTES})*`),
  );
  return new RegExp(sources.join('|'), 'gi');
}
