/**
 * What differs from run to run without meaning anything: times, addresses and process ids. Every repetition has a bound, so the work is in
 * proportion to the text. The first kind that matches at a place counts.
 */
const KINDS = {
  time: [
    // A kernel’s clock, in seconds since its start; Zephyr’s, `[00:00:01.234,567]`.
    String.raw`\[ {0,12}\d{1,9}\.\d{3,9}\]`,
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`,
    String.raw`\b\d\d:\d\d:\d\d(?:[.,]\d{1,9}){0,2}`,
    String.raw`\b\d{1,9}(?:\.\d{1,9})? ?(?:ns|us|µs|ms|sec|secs|msecs|usecs|seconds|s)\b`,
  ],
  address: [
    String.raw`\b0x[0-9a-fA-F]{5,16}\b`,
    // As kernels print registers and stacks. A word of eight letters may be one, a number of eight digits may not.
    String.raw`\b[0-9a-f]{16}\b`,
    String.raw`\b(?=[0-9]{0,7}[a-f])(?=[a-f]{0,7}[0-9])[0-9a-f]{8}\b`,
  ],
  pid: [
    // The task or processor in front of a kernel’s line.
    String.raw`\[ {0,8}[TC]\d{1,9}\]`,
    String.raw`\b[Pp][Ii][Dd][:= ] {0,4}\d{1,9}\b`,
    String.raw`(?<=\b[\w.-]{1,32})\[\d{1,9}\](?=:)`,
  ],
} as const;

type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as Kind[];
const ANY = new RegExp(NAMES.map((name) => `(?<${name}>${KINDS[name].join('|')})`).join('|'), 'g');

/** A line with a word in place of each time, address and process id. */
export function masked(line: string): string {
  return line.replace(ANY, (...match: unknown[]) => {
    const groups = match.at(-1) as Partial<Record<Kind, string>>;
    return `‹${NAMES.find((name) => groups[name] !== undefined) ?? ''}›`;
  });
}
