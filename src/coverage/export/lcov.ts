import { type CoveredFile, functionCount, lineCount } from '../coverage';

/** Functions of one name in a file; static ones of included sources share theirs, and LCOV takes names for keys. */
const SEPARATOR = '@';

/** A coverage as LCOV's tracefile (geninfo(1)): a piece for each source. Counts are 1 or 0: nobody knows how often. */
export function* lcov(files: readonly CoveredFile[]): Generator<string> {
  for (const file of files) yield record(file);
}

function record(file: CoveredFile): string {
  const [functions, lines] = [functionCount(file), lineCount(file)];
  const named = uniquelyNamed(file);
  return [
    'TN:',
    `SF:${oneLine(file.path)}`,
    ...named.map(({ name, line }) => `FN:${line},${name}`),
    ...named.map(({ name, firstRun }) => `FNDA:${hits(firstRun)},${name}`),
    `FNF:${functions.all}`,
    `FNH:${functions.ran}`,
    ...Array.from(file.lines, (line, index) => `DA:${line},${hits(file.firstRuns[index])}`),
    `LF:${lines.all}`,
    `LH:${lines.ran}`,
    'end_of_record\n',
  ].join('\n');
}

function uniquelyNamed({ functions }: CoveredFile): CoveredFile['functions'] {
  const taken = new Set<string>();
  return functions.map(({ name, line, firstRun }) => {
    const plain = oneLine(name);
    const unique = taken.has(plain) ? `${plain}${SEPARATOR}${line}` : plain;
    taken.add(unique);
    return { name: unique, line, firstRun };
  });
}

const hits = (firstRun = 0): number => (firstRun > 0 ? 1 : 0);

/** Symbol files are anybody's: a name with a line feed in it would be a record of its own. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
