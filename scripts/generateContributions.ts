/**
 * Writes what follows from `src/config/` and from the table of commands into `package.json`:
 *
 *     node --import tsx scripts/generateContributions.ts [--check]
 *
 * With `--check` it writes nothing and fails where something would change. Everything else in the file stays.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { contributions } from '../src/config/manifest/contributions';
import { commandContributions } from '../src/vscode/editor/commandContributions';
import type { Texts } from '../src/config/manifest/jsonSchema';

interface Manifest {
  contributes?: Record<string, unknown>;
  capabilities?: unknown;
}

const root = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

const before = read('package.json');
const manifest = JSON.parse(before) as Manifest;
const made = contributions(JSON.parse(read('package.nls.json')) as Texts);
manifest.capabilities = made.capabilities;
manifest.contributes = { ...manifest.contributes, ...made.contributes, ...commandContributions() };
const after = `${JSON.stringify(manifest, null, 2)}\n`;

if (after === before) {
  process.stdout.write('package.json agrees with the sources.\n');
} else if (process.argv.includes('--check')) {
  process.stderr.write('package.json does not agree with the sources. Run: npm run generate\n');
  process.exitCode = 1;
} else {
  writeFileSync(new URL('package.json', root), after);
  process.stdout.write('package.json written.\n');
}
