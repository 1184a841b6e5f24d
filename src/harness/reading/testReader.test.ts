import assert from 'node:assert/strict';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndReport } from '../../machine/end/endReport';
import type { TestItem, TestsRead } from './protocol';
import { TestReader } from './testReader';

const ENDED = { code: 0 } as EndReport;

describe('the reading of tests from a spool', () => {
  let folder: string;
  const spools: FileHandle[] = [];
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-tests-'))));
  after(async () => {
    for (const spool of spools) await spool.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function reader(text: string, tellsOutput = true): Promise<TestReader> {
    const path = join(folder, 'ser0.out');
    await writeFile(path, text);
    const spool = await open(path);
    spools.push(spool);
    return new TestReader({ spool: spool.fd, protocol: 'tap', tellsOutput });
  }

  /** Until the end, as the port's owner does. */
  function readAll(from: TestReader, end: number) {
    const items: TestItem[] = [];
    /** In characters. */
    let longest = 0;
    for (;;) {
      const last: TestsRead = from.read({ end, kept: 0, report: ENDED });
      items.push(...last.items);
      longest = Math.max(longest, JSON.stringify(last.items).length);
      if (last.summary) return { items, last, longest };
    }
  }

  it('the reading of tests tells results and what was printed in the order in which they came, the last line without its end, too', async () => {
    const text = 'TAP version 13\r\n1..2\r\n# one\r\nok 1 - a\r\n\x1b[31mok 2 - b';
    const tests = await reader(text);
    const first = tests.read({ end: 30, kept: 0 });
    assert.deepEqual(first.items, [{ output: 'TAP version 13\n1..2\n# one\n' }]);
    assert.deepEqual([first.position, first.summary], [30, undefined]);
    const { items, last } = readAll(tests, text.length);
    const told = items.map((item) => ('output' in item ? item.output : item.result.path.join()));
    assert.deepEqual(told, ['ok 1 - a\n', 'a', 'ok 2 - b\n', 'b']);
    assert.deepEqual([last.summary?.complete, last.summary?.counts.passed], [true, 2]);
    assert.equal(last.lastLine, 'ok 2 - b');
  });

  it('the reading of tests tells of a failure with the lines of that test and the place that they name', async () => {
    const text = 'TAP version 13\n1..2\nok 1 - a\n# EXPECTATION FAILED at b.c:7\nnot ok 2 - b\n';
    const { items } = readAll(await reader(text), text.length);
    const results = items.flatMap((item) => ('result' in item ? [item.result] : []));
    assert.deepEqual(
      results.map(({ lines, place }) => [lines, place]),
      [
        [undefined, undefined],
        [['# EXPECTATION FAILED at b.c:7', 'not ok 2 - b'], { file: 'b.c', line: 7 }],
      ],
    );
  });

  it('the reading of tests proves nothing when bytes were given up before it came to them', async () => {
    const text = 'TAP version 13\n1..1\nok 1 - a\n';
    const tests = await reader(`${' '.repeat(100)}${text}`);
    const { summary } = tests.read({ end: 100 + text.length, kept: 100, report: ENDED });
    assert.deepEqual([summary?.complete, summary?.counts.passed], [false, 1]);
    assert.match(summary?.problems.join() ?? '', /^100 bytes of the port were given up/);
  });

  it('the reading of tests bounds its messages and what is kept, however deep a guest puts each of its results', async () => {
    const levels = Array.from({ length: 31 }, (_, level) => ' '.repeat(level + 1));
    const groups = levels.map((by) => `${by}# Subtest: ${'g'.repeat(300)}\n`).join('');
    const text = `TAP version 13\n1..1\n${groups}${`${levels.at(-1)}ok\n`.repeat(20_000)}`;
    const { items, last, longest } = readAll(await reader(text, false), text.length);
    const paths = items.flatMap((item) => ('result' in item ? [item.result.path.join('')] : []));
    const longestPath = paths.reduce((most, path) => Math.max(most, path.length), 0);
    const kept = paths.reduce((sum, path) => sum + path.length, 0);
    assert.ok(longestPath > 500 && longestPath < 1500, `${longestPath}`);
    assert.ok(longest < 3_000_000, `a message of ${longest}`);
    assert.ok(kept > 8_000_000 && kept < 16_000_000, `${kept} in all`);
    const problems = last.summary?.problems.join() ?? '';
    const [, told, left] = /There are more than (\d+) results; (\d+) were left out/.exec(problems) ?? [];
    assert.equal(Number(told), paths.length);
    assert.ok(Number(told) + Number(left) >= 20_000, problems);
    assert.equal(last.summary?.complete, false);
  });

  it('the reading of tests tells no more of what is printed than it must, and reads on', async () => {
    const flood = `${'x'.repeat(63)}\n`.repeat(100_000);
    const text = `TAP version 13\n${flood}1..1\nok 1 - a\n`;
    const { items, last } = readAll(await reader(text), text.length);
    const size = items.reduce((sum, item) => sum + ('output' in item ? item.output.length : 0), 0);
    assert.ok(size > 3_900_000 && size < 4_100_000, String(size));
    assert.equal(last.summary?.complete, true);
  });
});
