import assert from 'node:assert/strict';
import { matcherFor } from './matcher';

const TEXTS = [
  'login: root\nlogin: ',
  'panic: a-b_c [ok] {x} (y) ^$ .*+?|\\/ "q"',
  'tab\there\u00a0and\u2028there\nfour 4 five 55',
  'aaa bbb\n\nccc é ü ß K',
  'a-d\x01\x00\v\f\x08',
  '',
];

/** Each is searched by RE2 as JavaScript would. */
const LINEAR = [
  /login: $/m,
  /^login/gm,
  /(\w+): (\w*)/,
  /lo+gin/i,
  /[^\n]+/,
  /\[ok\]/,
  /[[\]]/,
  /[\]\\^-]/,
  /[^\w\s]+/,
  /[a-c-]+/,
  /\{x\}/,
  /{x}/,
  /x{1,2}/,
  /b{3}/,
  /b{2,}?/,
  /(?:a|b)+?c?/,
  /(?<who>\w+)\n/,
  /./s,
  /.+/,
  /[^]{3}/,
  /\s+/,
  /\S+/,
  /\d+\D/,
  /\bfour\b/,
  /\Bo/,
  /\x41|\u00e9/,
  /\cA\0/,
  /\v\f/,
  /[\b]/,
  /\//,
  /\./,
  /\$/,
  /a|/,
  /(a)|(b)/,
  /\u2028/,
  /[\d-]x?/,
  /[\s]/,
  /é/,
  /"q"/,
];

/** RE2 has not got what these need: JavaScript's own engine searches for them. */
const BACKTRACKING = [
  /(?=a)/,
  /(?!a)b/,
  /(?<=a)b/,
  /(?<!a)b/,
  /(a)\1/,
  /(?<n>a)\k<n>/,
  /\p{L}/u,
  /😀+/,
  new RegExp('[]'),
  /a{1001}/,
  /[\S]/,
];

describe('the linear engine', () => {
  for (const pattern of LINEAR) {
    it(`the linear engine finds ${String(pattern)} where JavaScript does`, () => {
      const matcher = matcherFor(pattern, true);
      assert.equal(matcher.engine, 'linear');
      for (const text of TEXTS) {
        const own = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(text);
        const found = matcher.find(text, 0);
        const expected = own && { index: own.index, length: own[0].length, groups: own.slice(1) };
        assert.deepEqual(found ?? null, expected, JSON.stringify(text));
      }
    });
  }

  for (const pattern of BACKTRACKING) {
    it(`the linear engine leaves ${String(pattern)} to JavaScript`, () => {
      assert.equal(matcherFor(pattern, true).engine, 'backtracking');
    });
  }

  it('the linear engine leaves the ends of lines to JavaScript where a carriage return may be one', () => {
    assert.equal(matcherFor(/a$/m, false).engine, 'backtracking');
    assert.equal(matcherFor(/a$/, false).engine, 'linear');
  });

  it('the linear engine takes a moment for patterns that JavaScript never ends with', () => {
    const text = `${'a'.repeat(64_000)}!`;
    for (const pattern of [/(a+)+$/, /.*login: /, /(x+x+)+y/, /(.*a){25}b/])
      assert.equal(matcherFor(pattern, true).find(text, 0), undefined);
  });
});
