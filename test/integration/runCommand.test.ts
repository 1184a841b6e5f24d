import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfiguration } from '../../src/config/steps/runSchema';
import { sampleGuest } from '../guests/guests';
import { CommandRuns } from '../support/commandRuns';
import { OUTCOMES } from '../support/runOutcomes';
import { flakyQemu } from '../support/flakyQemu';
import { untilNothing } from '../support/kills/leftovers';
import { until } from '../support/until';

const PROMPT = { waitFor: '> ' };
const FOR_EVER = { waitFor: 'what never comes', timeoutSeconds: 600 };

/** A command of the sample guest, with the prompt that follows it. */
const say = (line: string) => [{ send: `${line}\r` }, PROMPT];

/** TAP in the sample guest's own words. */
const tap = (...lines: string[]) => [PROMPT, ...lines.flatMap((line) => say(`echo ${line}`))];

describe('qemu-serial-debug run', function () {
  this.timeout(300_000);

  const runs = CommandRuns.inSuite();

  const sample = (fields: Partial<RunConfiguration>): object => ({ ...sampleGuest(), ...fields });

  it('a run passes when its steps and its tests do, and leaves the console, the result and JUnit’s file', async () => {
    const [junit, log] = [join(runs.folder, 'results.xml'), join(runs.folder, 'log')];
    const config = sample({
      success: [33],
      steps: [...tap('TAP version 13', '1..2', 'ok 1 - first', 'ok 2 - <second>'), { send: 'exit 16\r' }],
      tests: { protocol: 'tap' },
    });
    const { code, out, error } = await runs.run(config, '--junit', junit, '--log', log);
    assert.deepEqual([code, error], [0, ''], out);
    assert.match(out, /^ +\d+\.\d{3} serial0\| QEMU Serial Debug sample guest$/m);
    assert.match(out, /\| The run has passed\.\n$/);
    const xml = await readFile(junit, 'utf8');
    assert.match(xml, /<testcase classname="tests" name="&lt;second&gt;" time="[\d.]+"\/>/);
    assert.match(xml, /<testsuite name="sample" tests="\d+" failures="0" errors="0"/);
    assert.equal(await readFile(join(log, 'console.log'), 'utf8'), out);
    const result = JSON.parse(await readFile(join(log, 'result.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([result['verdict'], result['reasons']], ['passed', []]);
  });

  it('a run whose output nobody can look through for crashes does not pass', async () => {
    const config = OUTCOMES.find(({ kind }) => kind === 'passed')?.config ?? {};
    const { code, out } = await runs.withProgram('searchWorker', 'throw new Error("broken");', () =>
      runs.run(config),
    );
    assert.equal(code, 1, out);
    assert.match(out, /Crashes in what "serial0" prints are not looked for any more: .*broken/);
    assert.match(out, /The run is incomplete\./);
  });

  it('a run sends, waits for, shows and tests text in the encoding of its port, and fails where that lacks a character', async () => {
    const serial = [{ encoding: 'shiftjis' as const }];
    const good = await runs.run(
      sample({
        serial,
        success: [33],
        steps: [
          ...tap('TAP version 13', '1..1', 'ok 1 - 表示 ソース'),
          { send: 'echo 予定\r' },
          { waitFor: { pattern: '^予定$' } },
          { send: 'exit 16\r' },
        ],
        tests: { protocol: 'tap' },
      }),
    );
    assert.equal(good.code, 0, good.out + good.error);
    assert.match(good.out, /serial0\| 予定\n/);
    assert.match(good.out, /test passed: 表示 ソース\n/);
    const bad = await runs.run(sample({ serial, steps: [PROMPT, { send: 'echo ř\r' }] }));
    assert.match(bad.out, /step failed: .*the encoding shiftjis does not have "ř"/);
    assert.notEqual(bad.code, 0);
  });

  it('a run fails when a test does, when a plan is not kept, and when the machine ends with another code', async () => {
    const tests = { protocol: 'tap', until: 'over' } as const;
    const failed = await runs.run(
      sample({
        steps: [...tap('TAP version 13', '1..1', 'not ok 1 - first'), { send: 'echo over\r' }],
        tests,
      }),
    );
    assert.deepEqual([failed.code, /1 of 1 tests failed/.test(failed.out)], [1, true], failed.out);
    const short = await runs.run(
      sample({ steps: [...tap('TAP version 13', '1..2', 'ok 1 - first'), { send: 'echo over\r' }], tests }),
    );
    assert.deepEqual([short.code, /The run is incomplete/.test(short.out)], [1, true], short.out);
    const other = await runs.run(
      sample({ steps: [PROMPT, { send: 'exit 3\r' }], tests: { protocol: 'tap' } }),
    );
    assert.equal(other.code, 1, other.out);
  });

  it('the sample guest’s own tests pass, fail, crash and stall as they are asked to', async () => {
    const cases: readonly (readonly [string, number, RegExp])[] = [
      ['test', 0, /test skipped: devices › second_port: there is no COM2\n/],
      ['test fail', 1, /test failed: on_request › fails\n/],
      ['test crash', 2, /The guest has crashed: PANIC: table_of_sums is damaged\n/],
      [
        'test stall',
        3,
        /has not ended within 2 s\. The last line was: .*CPU 0 was at 0x[0-9a-f]+ halt_forever /s,
      ],
    ];
    for (const [append, expected, told] of cases) {
      const tests = { protocol: 'ktap', timeoutSeconds: append === 'test stall' ? 2 : 60 } as const;
      const { code, out } = await runs.run(sample({ append, success: [33], tests }));
      assert.equal(code, expected, out);
      assert.match(out, told);
    }
  });

  it('a run with neither steps nor tests is judged by its end, and by its own time', async () => {
    const powerOff = sample({ onMatch: [{ pattern: '^> $', send: 'poweroff\r', once: true }] });
    const { code, out } = await runs.run(powerOff);
    assert.equal(code, 0, out);
    const late = await runs.run(sample({}), '--timeout', '2');
    assert.equal(late.code, 3, late.out);
    assert.match(late.out, /\| The run has stalled\.\n.*has not ended within 2 s/);
  });

  it('tests with patterns of the person’s own pass when their end has come, fail where they say, and are refused without an end', async () => {
    const patterns = {
      pass: '^fine (?<name>\\w+)$',
      fail: '^bad (?<name>\\w+) at (?<file>\\S+):(?<line>\\d+)$',
    };
    const tests = { protocol: { ...patterns, end: '^all (?<count>\\d+) done$' }, until: 'all' } as const;
    const printed = (...lines: string[]): object =>
      sample({
        steps: [PROMPT, ...lines.flatMap((line) => say(`echo ${line}`)), { send: 'echo all 2 done\r' }],
        tests,
      });
    const passed = await runs.run(printed('fine one', 'fine two'));
    assert.deepEqual([passed.code, /test passed: two\n/.test(passed.out)], [0, true], passed.out);
    const failed = await runs.run(printed('fine one', 'bad two at kernel.c:7'));
    assert.deepEqual([failed.code, /1 of 2 tests failed/.test(failed.out)], [1, true], failed.out);
    const short = await runs.run(printed('fine one'));
    assert.deepEqual([short.code, /The run is incomplete/.test(short.out)], [1, true], short.out);
    const refused = await runs.run(sample({ tests: { protocol: patterns } }));
    assert.equal(refused.code, 4, refused.out);
    assert.match(refused.error, /tests\.protocol: says nothing of the end/);
  });

  it('a run that crashes ends at once with code 2, the guilty line and a report', async () => {
    const log = join(runs.folder, 'log');
    const { code, out } = await runs.run(
      sample({ steps: [PROMPT, { send: 'panic\r' }, FOR_EVER] }),
      '--log',
      log,
    );
    assert.equal(code, 2, out);
    assert.match(out, /\| The run has crashed\.\n.*table_of_sums is damaged/);
    assert.match(out, /\*\| {3}check_sum \S+panic\.c:\d+$/m);
    assert.match(await readFile(join(log, 'crash-1.md'), 'utf8'), /^# `PANIC: table_of_sums is damaged`/);
  });

  it('a step that waits for the wrong text ends the run with code 3, the step, the last lines and where the processor stood', async () => {
    const { code, out } = await runs.run(
      sample({
        steps: [PROMPT, { send: 'hang\r' }, { waitFor: { pattern: 'login: $' }, timeoutSeconds: 0.5 }],
      }),
    );
    assert.equal(code, 3, out);
    assert.match(out, /steps\[2\], waitFor \/login: \$\/: .*did not come within 500 ms/);
    assert.match(out, /Type help\./);
    assert.match(out, /\| CPU 0 was at 0x[0-9a-f]+ \w*hang\w* \(\S+\.c:\d+\)$/m);
  });

  it('a machine that ends in the middle of a step ends the run at once, and is told with how it ended', async () => {
    const { code, out } = await runs.run(sample({ steps: [PROMPT, { send: 'exit 3\r' }, FOR_EVER] }));
    assert.equal(code, 1, out);
    assert.match(out, /\| The run is incomplete\./);
    assert.match(out, /did not come before the machine ended/);
    assert.match(out, /the guest exited with 3 \(isa-debug-exit\)/);
  });

  it('a guest that resets itself in the middle of a step ends the run at once, unless the step lets it', async () => {
    const reset = [PROMPT, { send: 'reset\r' }];
    const { code, out } = await runs.run(sample({ steps: [...reset, FOR_EVER] }));
    assert.deepEqual([code, /The guest has reset itself\./.test(out)], [1, true], out);
    const banner = { waitFor: 'sample guest', mayReset: true };
    const allowed = await runs.run(sample({ steps: [...reset, banner, PROMPT] }));
    assert.equal(allowed.code, 0, allowed.out);
  });

  it('a run whose machine ends in time passes without steps and tests, and by its exit value alone', async () => {
    const exit = sample({
      success: [33],
      steps: [PROMPT, { send: 'exit 16\r' }],
      tests: { protocol: 'exit' },
    });
    const { code, out } = await runs.run(exit);
    assert.deepEqual([code, /test passed: exit value/.test(out)], [0, true], out);
  });

  it('a run whose tests were all skipped, or failed as they are known to, is no pass', async () => {
    const tests = { protocol: 'tap', until: 'over' } as const;
    for (const [result, verdict] of [
      ['ok 1 - first # SKIP no disk', /tested nothing: all tests were skipped/],
      ['not ok 1 - first # TODO later', /failures that are known, and no pass/],
    ] as const) {
      const steps = [...tap('TAP version 13', '1..1', result), { send: 'echo over\r' }];
      const { code, out } = await runs.run(sample({ steps, tests }));
      assert.deepEqual([code, verdict.test(out)], [1, true], out);
    }
  });

  it('a crash that a step expects is none, and a sleep lasts on the guest’s clock', async () => {
    const args = ['-icount', 'shift=7,sleep=off'];
    // Its clock is far ahead of ours in no time, as the guest idles.
    const steps = [PROMPT, { sleep: 60 }, { send: 'panic\r', expectCrash: 'table_of_sums' }];
    const { code, out } = await runs.run(sample({ args, steps }));
    assert.equal(code, 0, out);
    const missing = await runs.run(
      sample({ steps: [PROMPT, { send: 'echo\r', expectCrash: 'table', timeoutSeconds: 0.5 }] }),
    );
    assert.deepEqual(
      [missing.code, /"table" in its title took longer/.test(missing.out)],
      [3, true],
      missing.out,
    );
  });

  it('a run that passes on its second try says so, with what the first one came to, in JUnit’s file, too', async () => {
    const [junit, log] = [join(runs.folder, 'results.xml'), join(runs.folder, 'log')];
    const config = sample({
      qemuPath: await flakyQemu(runs.folder),
      append: 'test',
      retries: 2,
      success: [33],
      tests: { protocol: 'ktap' },
    });
    const { code, out } = await runs.run(config, '--junit', junit, '--log', log);
    assert.equal(code, 0, out);
    assert.match(out, /The run has passed\.\n.*This was try 2\.\n.*Try 1:\n.*The run has failed\.\n/);
    assert.match(out, /Try 1 of 3: The run has failed\.\n.*1 of 8 tests failed\.\n.*Try 2 of 3 begins\.\n/);
    const xml = await readFile(junit, 'utf8');
    assert.match(xml, /name="verdict" time="[\d.]+"><flakyFailure message=/);
    const result = JSON.parse(await readFile(join(log, 'result.json'), 'utf8')) as {
      earlier: { verdict: string; tests: { path: string[]; outcome: string }[] }[];
    };
    const [before, ...others] = result.earlier;
    assert.deepEqual([before?.verdict, others.length], ['failed', 0]);
    const failed = before?.tests.filter(({ outcome }) => outcome === 'failed').map(({ path }) => path.at(-1));
    assert.deepEqual(failed, ['fails', 'on_request']);
  });

  it('a machine that is kept for a look waits for Ctrl-C, and then its run has its verdict', async () => {
    const steps = [PROMPT, { waitFor: 'never', timeoutSeconds: 0.2 }];
    const child = await runs.start(sample({ onFailure: 'keep', steps }));
    const end = runs.ended(child);
    let out = '';
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    await until('the machine is kept', () => out.includes('For GDB: target remote '));
    child.kill('SIGINT');
    assert.deepEqual([(await end).code, /The run has stalled/.test(out)], [3, true], out);
    assert.equal(await untilNothing(join(runs.folder, `qemu-serial-debug-${process.getuid?.()}`)), '');
  });

  it('a run that cannot start ends with code 4 and says what to do', async () => {
    const cases: readonly (readonly [object, RegExp, ...string[]])[] = [
      [sample({ qemuPath: join(runs.folder, 'empty') }), /empty/],
      [
        sample({ steps: [{ wiatFor: 'x' } as object] }),
        /steps\[0\]\.wiatFor: unknown field; did you mean "waitFor"/,
      ],
      [sample({ kernel: '${input:which}' }), /\$\{input:which\} means something in the editor only/],
      [sample({}), /takes seconds/, '--timeout', 'soon'],
      [sample({}), /cannot be written/, '--junit', join(runs.folder, 'missing', 'file.xml')],
    ];
    for (const [config, message, ...args] of cases) {
      const { code, error } = await runs.run(config, ...args);
      assert.match(error, message);
      assert.equal(code, 4, error);
    }
  });

  it('a run that is interrupted ends its machine in order, and one that is killed leaves nothing', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      const log = join(runs.folder, 'log');
      const child = await runs.start(sample({ steps: [PROMPT, FOR_EVER] }), '--log', log);
      const end = runs.ended(child);
      let out = '';
      child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
      await until('the guest has its prompt', () => out.includes('what never comes'));
      child.kill(signal);
      assert.equal((await end).code, code, out);
      const result = await readFile(join(log, 'result.json'), 'utf8');
      if (signal === 'SIGINT') assert.equal((JSON.parse(result) as { verdict: string }).verdict, 'cancelled');
      assert.equal(await untilNothing(join(runs.folder, `qemu-serial-debug-${process.getuid?.()}`)), '');
    }
  });
});
