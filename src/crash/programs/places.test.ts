import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readCorpus, type LabelledLog } from '../../../test/support/crash/labelledLog';
import { readCrashes } from '../readText';

const SAMPLES = join(__dirname, '../../../test/crash/samples');

describe('the places of a program’s calls', () => {
  let logs: readonly LabelledLog[];
  before(async () => (logs = await readCorpus(SAMPLES, undefined)));

  for (const [sample, expected] of [
    [
      'rust/backtrace',
      [
        'rust_begin_unwind /rustc/0123456789abcdef/library/std/src/panicking.rs:593',
        'core::panicking::panic_fmt /rustc/0123456789abcdef/library/core/src/panicking.rs:67',
        'demo::take ./src/main.rs:4',
        'demo::main ./src/main.rs:9',
      ],
    ],
    ['go/nilPointer', ['main.(*queue).take(...) /src/demo/main.go:17', 'main.main /src/demo/main.go:31']],
    ['sanitizer/address', ['take /src/demo.c:12', 'main /src/demo.c:20']],
  ] as const)
    it(`the places of a program’s calls are files and lines, without columns, in ${sample}`, () => {
      const log = logs.find(({ name }) => name === sample)?.log;
      assert.ok(log, sample);
      const frames = readCrashes(log)[0]?.frames ?? [];
      assert.deepEqual(
        frames.slice(0, expected.length).map(({ symbol, file, line }) => `${symbol} ${file}:${line}`),
        expected,
      );
    });
});
