import { cutPath } from '../protocols/cut';

/** What frameworks print around the names: KTAP's version and plan, libtest's sum. */
const FRAME = /^(?:K?TAP version \d+|\d+\.\.\d+|\d+ tests?, \d+ benchmarks?)$/;
/** What libtest puts behind a name. */
const KIND = /: (?:test|benchmark)$/;

/**
 * Reads names of tests as frameworks list them, one a line: `suite.test` (KUnit's `kunit.action=list`), `suite::test` (ztest's `-list`),
 * `module::test: test` (libtest's `--list`).
 * @param most Names that are read.
 * @returns the path of each, from the outermost group on.
 */
export function readTestList(text: string, most: number): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  for (const line of text.split('\n')) {
    if (paths.length >= most) break;
    const name = line.trim().replace(KIND, '');
    if (name !== '' && !name.startsWith('#') && !FRAME.test(name)) paths.push(cutPath(pathOf(name)));
  }
  return paths;
}

function pathOf(name: string): readonly string[] {
  if (name.includes('::')) return name.split('::', 32);
  const dot = name.indexOf('.');
  return dot <= 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}
