import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { node, toolEnvironment, toolScript } from '../../scripts/lib/paths.mjs';
import { capture, run } from '../../scripts/lib/run.mjs';

/** Each of these must be in the VSIX. */
const REQUIRED = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'l10n/bundle.l10n.de.json',
  'dist/README.md',
  'LICENSE',
  'docs/install.md',
  'dist/extension.js',
  'dist/serialWorker.js',
  'dist/searchWorker.js',
  'dist/encodings.js',
  'dist/coverageWorker.js',
  'dist/testWorker.js',
  'dist/guard.js',
  'dist/debug.js',
  'dist/coverage.js',
  'dist/console.js',
  'dist/crash.js',
  'dist/import.js',
  'dist/machines.js',
  'dist/monitor.js',
  'dist/sending.js',
  'dist/tests.js',
  'dist/cli.js',
  'ThirdPartyNotices.txt',
  'media/icon.png',
  'media/guest/sample.elf',
  'media/guest/Makefile',
  'media/guest/main.c',
];

/** Nothing else may be, but these. */
const ALLOWED = [
  /^CHANGELOG\.md$/,
  /^package\.nls\.[\w-]+\.json$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/readme\/[\w-]+-dark\.webp$/,
  /^media\/walkthrough\/[\w-]+\.webp$/,
  /^media\/guest\/([\w-]+\.(c|h|S|ld)|README\.md)$/,
];

/** What of package.json names files. */
export interface Manifest {
  readonly main?: string;
  readonly icon?: string;
  readonly contributes?: object;
}

/** The README that is packed, below the folder. */
const README = 'dist/README.md';

/** All that we need is bundled, so node_modules stays out. */
const SHARED_FLAGS = ['--no-dependencies', '--readme-path', README];

/** `vsce package`, of the bundled extension in a folder. Its links stay: there is no repository's address to put in. */
export async function pack(folder: string, vsix: string, signal: AbortSignal): Promise<void> {
  const readme = join(folder, README);
  await mkdir(dirname(readme), { recursive: true });
  await writeFile(readme, packagedReadme(await readFile(join(folder, 'README.md'), 'utf8')));
  const flags = [...SHARED_FLAGS, '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = [toolScript('@vscode/vsce', 'vsce'), 'package', ...flags, '--out', vsix];
  await run(node, args, { cwd: folder, env: toolEnvironment(), signal });
}

/**
 * The README as the editor's page of the extension shows it: with one picture for all themes. The page knows no themes, the Marketplace
 * rewrites the addresses of `img` alone, and pictures for light pages would be weight that nobody sees.
 */
export function packagedReadme(readme: string): string {
  return readme.replace(/<picture>[^]*?<img alt="([^"]*)" src="([^"]*)">\s*<\/picture>/g, '![$1]($2)');
}

/** The files that `pack` has packed, relative to the folder. */
export async function packedFiles(folder: string, signal: AbortSignal): Promise<string[]> {
  const args = [toolScript('@vscode/vsce', 'vsce'), 'ls', ...SHARED_FLAGS];
  const { stdout } = await capture(node, args, { cwd: folder, env: toolEnvironment(), signal });
  return stdout.split('\n').filter(Boolean);
}

/**
 * Compares the files of a VSIX with what belongs into one.
 * @param manifest package.json, whose own references must be in it too.
 * @param readme The text of the README that is packed: the editor shows it, with its pictures, from what is installed.
 * @returns what is wrong, one line each.
 */
export function problems(files: readonly string[], manifest: Manifest, readme = ''): string[] {
  const expected = (name: string): boolean =>
    REQUIRED.includes(name) || ALLOWED.some((pattern) => pattern.test(name));
  return [
    ...REQUIRED.filter((name) => !files.includes(name)).map((name) => `${name} is missing`),
    ...references(manifest)
      .filter((name) => !files.includes(name))
      .map((name) => `${name} is missing, and package.json refers to it`),
    ...pictures(readme)
      .filter((name) => !files.includes(name))
      .map((name) => `${name} is missing, and README.md shows it`),
    ...files.filter((name) => !expected(name)).map((name) => `${name} does not belong there`),
  ];
}

/** The paths that a manifest names: its own entry points, and pictures and pages of walkthroughs. */
function references({ main, icon, contributes = {} }: Manifest): string[] {
  const found = [main, icon].filter((path) => path !== undefined);
  JSON.stringify(contributes, (_, value: unknown) => {
    if (typeof value === 'string' && /^(\.\/)?media\/[\w./-]+$/.test(value)) found.push(value);
    return value;
  });
  return found.map((path) => path.replace(/^\.\//, ''));
}

/** The pictures of a page in Markdown that are files beside it. */
function pictures(markdown: string): string[] {
  const paths = [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)/g)].map(([, path]) => path ?? '');
  return paths.filter((path) => !/^https:/.test(path));
}
