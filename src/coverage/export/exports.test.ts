import assert from 'node:assert/strict';
import type { CoveredFile } from '../coverage';
import { cobertura } from './cobertura';
import { lcov } from './lcov';

const FILE: CoveredFile = {
  path: '/src/a/main.c',
  lines: Uint32Array.of(3, 4, 9),
  firstRuns: Uint16Array.of(1, 0, 2),
  functions: [
    { name: 'main', line: 3, firstRun: 1 },
    { name: 'main', line: 9, firstRun: 0 },
  ],
};
const HOSTILE: CoveredFile = {
  ...FILE,
  path: '/b/"<x>&\n.c',
  functions: [{ name: 'f\nSF:/etc/passwd<', line: 3, firstRun: 1 }],
};

describe('exported coverage', () => {
  it('a tracefile of LCOV has the lines and functions of each source, and what has run', () => {
    assert.deepEqual([...lcov([FILE])].join('').split('\n'), [
      'TN:',
      'SF:/src/a/main.c',
      'FN:3,main',
      'FN:9,main@9',
      'FNDA:1,main',
      'FNDA:0,main@9',
      'FNF:2',
      'FNH:1',
      'DA:3,1',
      'DA:4,0',
      'DA:9,1',
      'LF:3',
      'LH:2',
      'end_of_record',
      '',
    ]);
  });

  it('Cobertura’s XML has paths from the root on, with rates', () => {
    const xml = [...cobertura([FILE], { root: '/src', time: 7 })].join('');
    assert.match(
      xml,
      /<coverage line-rate="0\.6667" lines-covered="2" lines-valid="3" .* timestamp="7">\n<sources><source>\/src</,
    );
    assert.match(
      xml,
      /<package name="a" .*>\n<class name="main\.c" filename="a\/main\.c" line-rate="0\.6667"/,
    );
    assert.match(xml, /<method name="main" signature="" line-rate="1\.0000"/);
    assert.match(
      xml,
      /<\/methods><lines><line number="3" hits="1" branch="false"\/><line number="4" hits="0" branch="false"\/>/,
    );
  });

  it('names of a symbol file cannot become records or elements', () => {
    const trace = [...lcov([HOSTILE])].join('');
    assert.deepEqual(trace.match(/^SF:.*/gm), ['SF:/b/"<x>&\u{fffd}.c']);
    const xml = [...cobertura([HOSTILE], { root: '/src', time: 0 })].join('');
    assert.match(xml, /filename="\/b\/&quot;&lt;x&gt;&amp;&#10;\.c"/);
    assert.match(xml, /<method name="f&#10;SF:\/etc\/passwd&lt;"/);
  });
});
