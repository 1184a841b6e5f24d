import { posix } from 'node:path';
import { xmlAttribute, xmlContent } from '../../log/xmlText';
import { type CoveredFile, type CoveredFunction, lineCount, type RunCount, sumOf } from '../coverage';

interface CoberturaOptions {
  /** Paths in this folder are written relative to it, as CI servers want them; absolute. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What the format has for branches, of which QEMU's log says nothing. */
const NO_BRANCHES = 'branch-rate="0" complexity="0"';

/** A coverage as Cobertura's XML (coverage-04.dtd), in pieces: a package for each folder, a class for each source. */
export function* cobertura(
  files: readonly CoveredFile[],
  { root, time }: CoberturaOptions,
): Generator<string> {
  const all = sumOf(files.map(lineCount));
  yield [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
    `<coverage line-rate="${rate(all)}" lines-covered="${all.ran}" lines-valid="${all.all}" ${NO_BRANCHES}` +
      ` branches-covered="0" branches-valid="0" version="1" timestamp="${Math.round(time)}">`,
    `<sources><source>${xmlContent(root)}</source></sources>`,
    '<packages>\n',
  ].join('\n');
  const inRoot = files.map((file) => ({ ...file, path: relative(root, file.path) }));
  for (const [folder, inside] of byFolder(inRoot)) yield* packageOf(folder, inside);
  yield '</packages>\n</coverage>\n';
}

function byFolder(files: readonly CoveredFile[]): ReadonlyMap<string, readonly CoveredFile[]> {
  const folders = new Map<string, CoveredFile[]>();
  for (const file of files) {
    const folder = posix.dirname(file.path);
    const inside = folders.get(folder);
    if (inside) inside.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

function* packageOf(folder: string, files: readonly CoveredFile[]): Generator<string> {
  const name = xmlAttribute(folder === '.' ? '' : folder);
  yield `<package name="${name}" line-rate="${rate(sumOf(files.map(lineCount)))}" ${NO_BRANCHES}><classes>\n`;
  for (const file of files) yield classOf(file);
  yield '</classes></package>\n';
}

function classOf(file: CoveredFile): string {
  const name = xmlAttribute(posix.basename(file.path));
  const head = `<class name="${name}" filename="${xmlAttribute(file.path)}" line-rate="${rate(lineCount(file))}" ${NO_BRANCHES}>`;
  const methods = file.functions.map(methodOf).join('');
  const lines = Array.from(file.lines, (line, index) => lineOf(line, file.firstRuns[index])).join('');
  return `${head}<methods>${methods}</methods><lines>${lines}</lines></class>\n`;
}

function methodOf({ name, line, firstRun }: CoveredFunction): string {
  const own = rate({ ran: firstRun > 0 ? 1 : 0, all: 1 });
  const head = `<method name="${xmlAttribute(name)}" signature="" line-rate="${own}" ${NO_BRANCHES}>`;
  return `${head}<lines>${lineOf(line, firstRun)}</lines></method>`;
}

const lineOf = (line: number, firstRun = 0): string =>
  `<line number="${line}" hits="${firstRun > 0 ? 1 : 0}" branch="false"/>`;

const rate = ({ ran, all }: RunCount): string => (all === 0 ? '0' : (ran / all).toFixed(4));

function relative(root: string, path: string): string {
  const folder = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}
