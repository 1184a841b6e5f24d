/**
 * Writes what follows from `src/config/` into `package.json`:
 *
 *     node --import tsx scripts/generateContributions.ts [--check]
 *
 * With `--check` it writes nothing and fails where something would change. Everything else in the file stays.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { contributions } from '../src/config/manifest/contributions';
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
manifest.contributes = { ...manifest.contributes, ...made.contributes };
const after = `${JSON.stringify(manifest, null, 2)}\n`;

if (after === before) {
  process.stdout.write('package.json agrees with src/config.\n');
} else if (process.argv.includes('--check')) {
  process.stderr.write(
    'package.json does not agree with src/config. Run: node --import tsx scripts/generateContributions.ts\n',
  );
  process.exitCode = 1;
} else {
  writeFileSync(new URL('package.json', root), after);
  process.stdout.write('package.json written.\n');
}
