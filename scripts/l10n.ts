/**
 * `npm run l10n`: collects the texts that people read into l10n/bundle.l10n.json, which translators start from.
 * `-- --check` compares only, for the unit test that keeps the file in step with the sources.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const ROOT = resolve(__dirname, '..');
const BUNDLE = join(ROOT, 'l10n/bundle.l10n.json');

/** The bundle as it should be: what `l10n.t(…)` says in src/. */
export async function currentBundle(): Promise<string> {
  const names = await readdir(join(ROOT, 'src'), { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  const contents = await Promise.all(sources.map((name) => readFile(join(ROOT, 'src', name), 'utf8')));
  // The library takes its time for each line, and most files have no texts.
  const texts = contents.filter((text) => text.includes('l10n'));
  const found = await getL10nJson(texts.map((text) => ({ extension: '.ts', contents: text })));
  const sorted = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/** The bundle as it is. */
export function savedBundle(): Promise<string> {
  return readFile(BUNDLE, 'utf8');
}

async function main(): Promise<void> {
  const bundle = await currentBundle();
  if (!process.argv.includes('--check')) await writeFile(BUNDLE, bundle);
  else if (bundle !== (await savedBundle()))
    throw new Error('l10n/bundle.l10n.json is out of date: npm run l10n');
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}
