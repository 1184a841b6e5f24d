/** What one letter behind a backslash stands for between `$'` and `'`. */
const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE = /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|([^]))/g;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Reads `'…'` as it is behind a `$` (POSIX.1-2024, 2.2.4): with the escapes of C.
 * @param line Begins with the quote. One that is not closed ends with the line.
 * @returns the text between the quotes, and how many characters of the line it took with them.
 */
export function readAnsiQuote(line: string): { readonly text: string; readonly length: number } {
  const inside = /^'((?:[^'\\]|\\[^])*)/.exec(line)?.[1] ?? '';
  const text = inside.replace(ESCAPE, (_, ...found: (string | undefined)[]) => {
    const [hex, short, long, octal, other = ''] = found;
    const code = octal === undefined ? parseInt(hex ?? short ?? long ?? '', 16) : parseInt(octal, 8) & 0xff;
    if (Number.isNaN(code)) return LETTERS[other] ?? other;
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : '\ufffd';
  });
  return { text, length: Math.min(inside.length + 2, line.length) };
}
