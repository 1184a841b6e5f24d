import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { currentBundle, savedBundle } from '../../scripts/l10n';
import { ENGLISH_ONLY, INTERNAL, SAME_IN_GERMAN } from '../support/englishTexts';
import { untranslatedTexts } from '../support/untranslatedTexts';

const ROOT = resolve(__dirname, '../..');

type Texts = Readonly<Record<string, string>>;

async function texts(name: string): Promise<Texts> {
  return JSON.parse(await readFile(join(ROOT, name), 'utf8')) as Texts;
}

/** What a translation must keep: placeholders, field names and code, commands. */
function kept(text: string): string[] {
  return (text.match(/\{\d+\}|`[^`]+`|\]\(command:[^)]*\)/g) ?? []).sort();
}

function without(all: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...all].filter((key) => !others.has(key));
}

describe('localization', function () {
  // The extraction parses every source file.
  this.timeout(300_000);

  it('the bundle l10n/bundle.l10n.json has every text of the sources', async () => {
    assert.equal(await savedBundle(), await currentBundle(), 'out of date: npm run l10n');
  });

  it('each %key% of package.json has a text, and no text is without a key', async () => {
    const manifest = await readFile(join(ROOT, 'package.json'), 'utf8');
    const used = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    const known = new Set(Object.keys(await texts('package.nls.json')));
    assert.deepEqual(without(used, known), []);
    assert.deepEqual(without(known, used), []);
  });

  for (const [english, german] of [
    ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json'],
    ['package.nls.json', 'package.nls.de.json'],
  ] as const) {
    it(`${german} has every text of ${english}, and no other`, async () => {
      const [from, to] = [
        new Set(Object.keys(await texts(english))),
        new Set(Object.keys(await texts(german))),
      ];
      assert.deepEqual(without(from, to), [], 'not translated');
      assert.deepEqual(without(to, from), [], 'no longer said');
    });

    it(`${german} keeps the placeholders, code and commands of ${english}`, async () => {
      const [from, to] = [await texts(english), await texts(german)];
      const wrong = Object.keys(from).filter(
        (key) => kept(from[key] ?? '').join() !== kept(to[key] ?? '').join(),
      );
      assert.deepEqual(wrong, []);
    });

    it(`${german} leaves nothing of ${english} in English but what is the same in both`, async () => {
      const [from, to] = [await texts(english), await texts(german)];
      const same = Object.keys(from).filter((key) => from[key] === to[key]);
      assert.deepEqual(
        same.filter((key) => !SAME_IN_GERMAN.has(from[key] ?? '')),
        [],
      );
    });
  }

  it('nothing is said to people in the sources but through l10n.t', async () => {
    const names = await readdir(join(ROOT, 'src'), { recursive: true });
    const sources = names
      .map((name) => `src/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .filter((name) => !INTERNAL.some(({ under }) => name.startsWith(under)));
    const found = await Promise.all(
      sources.map(async (name) => untranslatedTexts(name, await readFile(join(ROOT, name), 'utf8'))),
    );
    const said = found.flat().filter(({ text }) => !ENGLISH_ONLY.has(text));
    assert.deepEqual(
      said.map(({ place, text }) => `${place}: ${text}`),
      [],
    );
  });

  it('a sentence that is shown or thrown without l10n.t is found, and no translated or silent one', () => {
    const source = [
      'throw new StartError(`${name} was not found.`, l10n.t("Install it now."));',
      'void vscode.window.showErrorMessage("It went wrong");',
      'this.tell(failed ? "there is nothing" : vscode.l10n.t("all is well"));',
      'throw new CancelledError("the session has ended");',
      'throw new Error(`${field}: ${problem}.`);',
      'void notice("Warning", "There is more");',
    ].join('\n');
    const found = untranslatedTexts('a.ts', source);
    assert.deepEqual(
      found.map(({ place, text }) => `${place}:${text}`),
      ['a.ts:1: was not found.', 'a.ts:2:It went wrong', 'a.ts:3:there is nothing', 'a.ts:6:There is more'],
    );
  });
});
