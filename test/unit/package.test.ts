import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { packagedReadme, problems } from '../run/vsix';

const GOOD = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'l10n/bundle.l10n.de.json',
  'dist/README.md',
  'CHANGELOG.md',
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

describe('the check of what a VSIX holds', () => {
  it('the check of a VSIX accepts what belongs there', () => {
    assert.deepEqual(problems(GOOD, { main: './dist/extension.js', icon: 'media/icon.png' }), []);
  });

  it('the check of a VSIX finds files that do not belong there', () => {
    const extra = [
      'dist/extension.js.map',
      'src/extension.ts',
      'media/guest/main.o',
      'node_modules/x/index.js',
    ];
    assert.deepEqual(
      problems([...GOOD, ...extra], {}),
      extra.map((name) => `${name} does not belong there`),
    );
  });

  it('the check of a VSIX finds files that are missing', () => {
    const without = GOOD.filter((name) => !name.endsWith('guard.js'));
    assert.deepEqual(problems(without, {}), ['dist/guard.js is missing']);
  });

  it('the check of a VSIX finds a picture that README.md shows and that was left out', () => {
    const readme =
      '# Title\n![What it is](media/readme/overview-dark.webp)\n![Elsewhere](https://example.org/a.png)\n';
    assert.deepEqual(problems(GOOD, {}, readme), [
      'media/readme/overview-dark.webp is missing, and README.md shows it',
    ]);
    assert.deepEqual(problems([...GOOD, 'media/readme/overview-dark.webp'], {}, readme), []);
  });

  it('the README that is packed shows the dark one of each pair of pictures, and all others as they are', async () => {
    const picture = (name: string, light: string): string =>
      `<picture>\n  <source media="(prefers-color-scheme: light)" srcset="${light}">\n  <img alt="It (${name})" src="${name}">\n</picture>`;
    const readme = `# Title\n${picture('a.webp', 'b.webp')}\n\n![x](c.webp)\n${picture('d.webp', 'e.webp')}\n`;
    assert.equal(
      packagedReadme(readme),
      '# Title\n![It (a.webp)](a.webp)\n\n![x](c.webp)\n![It (d.webp)](d.webp)\n',
    );
    const own = await readFile(join(root, 'README.md'), 'utf8');
    const light = [
      ...own.matchAll(/<source media="\(prefers-color-scheme: light\)" srcset="([^"]+-light\.webp)">/g),
    ];
    assert.ok(light.length > 0);
    for (const [, path = ''] of light) await access(join(root, path));
    const packed = packagedReadme(own);
    assert.doesNotMatch(packed, /picture>|<img|-light/);
    assert.equal(packed.match(/^!\[[^\]]+\]\(media\/[\w/]+-dark\.webp\)$/gm)?.length, 2);
  });

  it('the check of a VSIX finds a picture that package.json refers to and that was left out', () => {
    const manifest = {
      contributes: { walkthroughs: [{ steps: [{ media: { image: 'media/walkthrough/x.webp' } }] }] },
    };
    assert.deepEqual(problems(GOOD, manifest), [
      'media/walkthrough/x.webp is missing, and package.json refers to it',
    ]);
  });
});
