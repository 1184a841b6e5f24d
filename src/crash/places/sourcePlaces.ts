import type { PrintedSource } from './printedPlace';

/** Longer paths are no places, in characters. */
const LONGEST_PATH = 256;

/**
 * The end of a source's name and its line: `.c:12`, `.rs:1:2`, `.c(12)` as EDK2 has it, `.c", line 12`, `.c, line 12`. The names are those of
 * languages that firmware and kernels are written in: `10.0.2.2:53` and `example.org:443` are no sources.
 */
const ENDING =
  /\.(adb|ads|asl|asm|c|cc|cpp|cxx|dts|dtsi|go|h|hh|hpp|hxx|inc|inl|ipp|ld|m|nim|rs|s|swift|v|zig)(?::(\d{1,7})(?::(\d{1,5}))?|\((\d{1,7})\)|"?,? line (\d{1,7}))(?!\w)/gi;
const IN_PATH = /[\w.+\-/\\@~]/;

/** The sources that a line names with a line number, from left to right. */
export function* findSources(text: string): Generator<PrintedSource> {
  for (const { index, 0: whole, ...groups } of text.matchAll(ENDING)) {
    const { 1: extension = '', 2: afterColon, 3: column = 0, 4: inBrackets, 5: inWords } = groups;
    const line = Number(afterColon ?? inBrackets ?? inWords);
    const from = pathStart(text, index);
    if (line === 0 || from === index || !isPath(text, from)) continue;
    const file = text.slice(from, index + 1 + extension.length);
    const place = { from, to: index + whole.length, file, line };
    yield { kind: 'source', ...place, ...(Number(column) > 0 && { column: Number(column) }) };
  }
}

/** Walks left over a path, and over the drive in front of it. */
function pathStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < LONGEST_PATH && IN_PATH.test(text[at - 1] ?? '')) at--;
  return /(?:^|[^\w])[a-z]:$/i.test(text.slice(Math.max(0, at - 3), at)) && /[\\/]/.test(text[at] ?? '')
    ? at - 2
    : at;
}

/** What follows a scheme is an address of the web, whatever it looks like. */
function isPath(text: string, from: number): boolean {
  return !(text[from - 1] === ':' && text.startsWith('//', from)) && !IN_PATH.test(text[from - 1] ?? '');
}
