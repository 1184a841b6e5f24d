import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { currentBundle, savedBundle } from '../../scripts/l10n';

const ROOT = resolve(__dirname, '../..');

describe('localization', function () {
  // The extraction parses every source file.
  this.timeout(60_000);

  it('has every text of the sources in l10n/bundle.l10n.json', async () => {
    assert.equal(await savedBundle(), await currentBundle(), 'out of date: npm run l10n');
  });

  it('has a text for every %key% of package.json, and no text without one', async () => {
    const manifest = await readFile(join(ROOT, 'package.json'), 'utf8');
    const texts = JSON.parse(await readFile(join(ROOT, 'package.nls.json'), 'utf8')) as Record<
      string,
      string
    >;
    const used = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    const known = new Set(Object.keys(texts));
    assert.deepEqual(
      [...used].filter((key) => key !== undefined && !known.has(key)),
      [],
    );
    assert.deepEqual(
      [...known].filter((key) => !used.has(key)),
      [],
    );
  });
});
