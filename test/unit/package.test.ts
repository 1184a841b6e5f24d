import assert from 'node:assert/strict';
import { problems } from '../../scripts/lib/vsix.mjs';

const GOOD = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/serialWorker.js',
  'extension/dist/guard.js',
  'extension/dist/debug.js',
  'extension/dist/monitor.js',
  'extension/ThirdPartyNotices.txt',
  'extension/media/icon.png',
  'extension/media/guest/sample.elf',
  'extension/media/guest/Makefile',
  'extension/media/guest/main.c',
];

describe('the look at what a VSIX holds', () => {
  it('is content with what belongs there', () => {
    assert.deepEqual(problems(GOOD, { main: './dist/extension.js', icon: 'media/icon.png' }), []);
  });

  it('finds what does not belong there', () => {
    const extra = [
      'dist/extension.js.map',
      'src/extension.ts',
      'media/guest/main.o',
      'node_modules/x/index.js',
    ];
    assert.deepEqual(
      problems([...GOOD, ...extra.map((name) => `extension/${name}`)], {}),
      extra.map((name) => `${name} does not belong there`),
    );
  });

  it('finds what is missing', () => {
    const without = GOOD.filter((name) => !name.endsWith('guard.js'));
    assert.deepEqual(problems(without, {}), ['dist/guard.js is missing']);
  });

  it('finds a picture that package.json refers to and that was left out', () => {
    const manifest = {
      contributes: { walkthroughs: [{ steps: [{ media: { svg: 'media/walkthrough/x.svg' } }] }] },
    };
    assert.deepEqual(problems(GOOD, manifest), [
      'media/walkthrough/x.svg is missing, and package.json refers to it',
    ]);
  });
});
