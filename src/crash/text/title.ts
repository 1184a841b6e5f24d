/** Longer titles are cut, in characters. */
const LONGEST_TITLE = 120;

/**
 * What differs from one occurrence of a fault to the next, in the order in which it is replaced. Each pattern is a run
 * of one kind of character between boundaries: nothing in it can be read in two ways.
 */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  // func+0x12/0x34 → func
  [/\+0x[0-9a-fA-F]{1,16}(?:\/0x[0-9a-fA-F]{1,16})?/g, ''],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\.)/g, 'IP'],
  [/\b0x[0-9a-fA-F]{1,16}\b/g, 'ADDR'],
  // Kernels print addresses without 0x, too; a decimal number of that length is one as often as not.
  [/\b(?:[0-9a-f]{8,16}|[0-9]{7})\b/g, 'ADDR'],
  // file.c:12:3 → file.c:LINE
  [/(\.[A-Za-z]\w{0,19})(?::\d{1,9}){1,2}(?!\w)/g, '$1:LINE'],
  [/(^|[^\w$])\d{1,20}(?![\w$])/g, '$1NUM'],
];

/** Makes a title of a line: what differs between two occurrences of the same fault becomes `NUM` or `ADDR`. */
export function titleOf(text: string): string {
  let title = text;
  for (const [pattern, word] of VARIABLE) title = title.replace(pattern, word);
  return clipTitle(title);
}

/** Brings a title that has nothing variable in it to its proper length. */
export function clipTitle(title: string): string {
  return title.trim().slice(0, LONGEST_TITLE).trimEnd();
}
