import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { LONGEST_LINE } from './console/consoleLine';
import { processorTime } from '../../test/support/processorTime';

/** Longest time that one pattern may take for one line, in milliseconds of this thread: ten times what any needs. */
const LONGEST_MS = 30;

/** All patterns that are written in the room, with where. */
function patterns(): { readonly where: string; readonly pattern: RegExp }[] {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => literalsIn(file, readFileSync(join(__dirname, file), 'utf8')));
}

function literalsIn(file: string, text: string): { readonly where: string; readonly pattern: RegExp }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: { where: string; pattern: RegExp }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ where: `${file}:${line}`, pattern: new RegExp(body, flags) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * Lines that repeat what a pattern repeats: each beginning of what it can match, continued for ever. The pattern's own text is
 * the best source of both.
 */
function hostileLines(pattern: RegExp): string[] {
  const plain = pattern.source.replace(/\\[bBdDwWsS]|[\\^$()[\]{}?*+|]/g, ' ');
  const words = plain.split(/ +/).filter((word) => word.length > 0);
  const fillers = [
    'a',
    '0',
    'f',
    ' ',
    '.',
    '[',
    '(',
    '<',
    '_',
    '/',
    ':',
    'a ',
    '0 ',
    'a.',
    '0.',
    'f:',
    'a/',
    ' at ',
    '+0x0',
  ];
  const heads = ['', ...words, words.join(' '), words.join('')];
  return heads.flatMap((head) =>
    fillers.map((filler) => (head + filler.repeat(LONGEST_LINE)).slice(0, LONGEST_LINE)),
  );
}

describe('Patterns of the crash room', () => {
  const all = patterns();

  it('the patterns of the crash room are found by the test', () => {
    assert.ok(all.length > 50, `only ${all.length}`);
  });

  it('no pattern repeats anything that repeats without a bound', () => {
    for (const { where, pattern } of all) {
      assert.doesNotMatch(pattern.source, /[*+}]\)(?:[*+]|\{\d+,\})/, where);
    }
  });

  it('every pattern takes a bounded time for the longest line, whatever is in it', () => {
    for (const { where, pattern } of all) {
      for (const line of hostileLines(pattern)) {
        const look = (): number => {
          pattern.lastIndex = 0;
          return processorTime(() => void pattern.exec(line));
        };
        let took = look();
        // The engine may have compiled or tidied up meanwhile: what counts is the best of three.
        for (let again = 0; took > LONGEST_MS && again < 2; again++) took = Math.min(took, look());
        assert.ok(
          took <= LONGEST_MS,
          `${where}: ${took.toFixed(1)} ms for ${JSON.stringify(line.slice(0, 40))}…`,
        );
      }
    }
  });
});
