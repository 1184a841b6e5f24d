/** A text that a guest chose, as one line of a terminal or a log: nothing in it can move the cursor or turn the line around. */
export function printable(line: string): string {
  return line.replaceAll('\t', ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
