import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RunConfiguration } from '../../src/config/steps/runSchema';
import { LINUX_PROMPT, linuxX86, sampleGuest } from '../guests/guests';
import { FRAMEWORKS, frameworkGuest } from '../guests/cross';
import { initramfs } from '../guests/linux';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64, ubootRiscv64 } from '../guests/uboot';
import { bundle } from '../support/bundle';
import { untilNothing } from '../support/kills/leftovers';
import { until } from '../support/until';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

const PROMPT = { waitFor: '> ' };
const FOR_EVER = { waitFor: 'what never comes', timeoutSeconds: 600 };

/** A command of the sample guest, with the prompt that follows it. */
const say = (line: string) => [{ send: `${line}\r` }, PROMPT];

/** TAP in the sample guest's own words. */
const tap = (...lines: string[]) => [PROMPT, ...lines.flatMap((line) => say(`echo ${line}`))];

describe('qemu-serial-debug run', function () {
  this.timeout(300_000);

  let cli: string;
  let folder: string;
  before(async () => {
    const programs = await bundle({
      cli: 'src/cli/main.ts',
      serialWorker: 'src/serial/worker/main.ts',
      searchWorker: 'src/serial/worker/search/main.ts',
      coverageWorker: 'src/coverage/thread/main.ts',
      testWorker: 'src/harness/reading/main.ts',
      guard: 'src/machine/guard/main.ts',
    });
    cli = join(programs, 'cli.js');
  });
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-run-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Starts a run whose machines are kept in the test's folder. */
  async function start(config: object, ...args: readonly string[]) {
    const file = join(folder, 'machine.json');
    await writeFile(file, JSON.stringify(config));
    await writeFile(join(folder, 'empty'), '');
    return spawn(process.execPath, [cli, 'run', ...args, file], { env: { ...process.env, TMPDIR: folder } });
  }

  async function ended(child: Awaited<ReturnType<typeof start>>): Promise<Ended> {
    const [out, error, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    return { code, signal, out, error };
  }

  const run = async (config: object, ...args: readonly string[]): Promise<Ended> =>
    await ended(await start(config, ...args));

  const sample = (fields: Partial<RunConfiguration>): object => ({ ...sampleGuest(), ...fields });

  it('a run passes when its steps and its tests do, and leaves the console, the result and JUnit’s file', async () => {
    const [junit, log] = [join(folder, 'results.xml'), join(folder, 'log')];
    const config = sample({
      success: [33],
      steps: [...tap('TAP version 13', '1..2', 'ok 1 - first', 'ok 2 - <second>'), { send: 'exit 16\r' }],
      tests: { protocol: 'tap' },
    });
    const { code, out, error } = await run(config, '--junit', junit, '--log', log);
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

  it('a run fails when a test does, when a plan is not kept, and when the machine ends with another code', async () => {
    const tests = { protocol: 'tap', until: 'over' } as const;
    const failed = await run(
      sample({
        steps: [...tap('TAP version 13', '1..1', 'not ok 1 - first'), { send: 'echo over\r' }],
        tests,
      }),
    );
    assert.deepEqual([failed.code, /1 of 1 tests failed/.test(failed.out)], [1, true], failed.out);
    const short = await run(
      sample({ steps: [...tap('TAP version 13', '1..2', 'ok 1 - first'), { send: 'echo over\r' }], tests }),
    );
    assert.deepEqual([short.code, /The run is incomplete/.test(short.out)], [1, true], short.out);
    const other = await run(sample({ steps: [PROMPT, { send: 'exit 3\r' }], tests: { protocol: 'tap' } }));
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
      const { code, out } = await run(sample({ append, success: [33], tests }));
      assert.equal(code, expected, out);
      assert.match(out, told);
    }
  });

  it('a run with neither steps nor tests is judged by its end, and by its own time', async () => {
    const powerOff = sample({ onMatch: [{ pattern: '^> $', send: 'poweroff\r', once: true }] });
    const { code, out } = await run(powerOff);
    assert.equal(code, 0, out);
    const late = await run(sample({}), '--timeout', '2');
    assert.equal(late.code, 3, late.out);
    assert.match(late.out, /\| The run has stalled\.\n.*has not ended within 2 s/);
  });

  it('a run that crashes ends at once with code 2, the guilty line and a report', async () => {
    const log = join(folder, 'log');
    const { code, out } = await run(sample({ steps: [PROMPT, { send: 'panic\r' }, FOR_EVER] }), '--log', log);
    assert.equal(code, 2, out);
    assert.match(out, /\| The run has crashed\.\n.*table_of_sums is damaged/);
    assert.match(out, /\*\| {3}check_sum \S+panic\.c:\d+$/m);
    assert.match(await readFile(join(log, 'crash-1.md'), 'utf8'), /^# `PANIC: table_of_sums is damaged`/);
  });

  it('a step that waits for the wrong text ends the run with code 3, the step, the last lines and where the processor stood', async () => {
    const { code, out } = await run(
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
    const { code, out } = await run(sample({ steps: [PROMPT, { send: 'exit 3\r' }, FOR_EVER] }));
    assert.equal(code, 1, out);
    assert.match(out, /\| The run is incomplete\./);
    assert.match(out, /did not come before the machine ended/);
    assert.match(out, /the guest exited with 3 \(isa-debug-exit\)/);
  });

  it('a guest that resets itself in the middle of a step ends the run at once, unless the step lets it', async () => {
    const reset = [PROMPT, { send: 'reset\r' }];
    const { code, out } = await run(sample({ steps: [...reset, FOR_EVER] }));
    assert.deepEqual([code, /The guest has reset itself\./.test(out)], [1, true], out);
    const banner = { waitFor: 'sample guest', mayReset: true };
    const allowed = await run(sample({ steps: [...reset, banner, PROMPT] }));
    assert.equal(allowed.code, 0, allowed.out);
  });

  it('a run whose machine ends in time passes without steps and tests, and by its exit value alone', async () => {
    const exit = sample({
      success: [33],
      steps: [PROMPT, { send: 'exit 16\r' }],
      tests: { protocol: 'exit' },
    });
    const { code, out } = await run(exit);
    assert.deepEqual([code, /test passed: exit value/.test(out)], [0, true], out);
  });

  it('a run whose tests were all skipped, or failed as they are known to, is no pass', async () => {
    const tests = { protocol: 'tap', until: 'over' } as const;
    for (const [result, verdict] of [
      ['ok 1 - first # SKIP no disk', /tested nothing: all tests were skipped/],
      ['not ok 1 - first # TODO later', /failures that are known, and no pass/],
    ] as const) {
      const steps = [...tap('TAP version 13', '1..1', result), { send: 'echo over\r' }];
      const { code, out } = await run(sample({ steps, tests }));
      assert.deepEqual([code, verdict.test(out)], [1, true], out);
    }
  });

  it('a crash that a step expects is none, and a sleep lasts on the guest’s clock', async () => {
    const args = ['-icount', 'shift=7,sleep=off'];
    // Its clock is far ahead of ours in no time, as the guest idles.
    const steps = [PROMPT, { sleep: 60 }, { send: 'panic\r', expectCrash: 'table_of_sums' }];
    const { code, out } = await run(sample({ args, steps }));
    assert.equal(code, 0, out);
    const missing = await run(
      sample({ steps: [PROMPT, { send: 'echo\r', expectCrash: 'table', timeoutSeconds: 0.5 }] }),
    );
    assert.deepEqual(
      [missing.code, /"table" in its title took longer/.test(missing.out)],
      [3, true],
      missing.out,
    );
  });

  it('a run that passes on its second try says so, with what the first one came to, in JUnit’s file, too', async () => {
    const [flag, junit, log] = [join(folder, 'flag'), join(folder, 'results.xml'), join(folder, 'log')];
    const qemuPath = join(folder, 'qemu');
    // The first machine that it runs has a failing test; it is asked for other things, too.
    const script = [
      '#!/bin/sh',
      `case "$*" in *sample.elf*) [ -e ${flag} ] || { : >${flag}; set -- "$@" -append "test fail"; };; esac`,
      'exec qemu-system-i386 "$@"',
      '',
    ].join('\n');
    await writeFile(qemuPath, script, { mode: 0o755 });
    const config = sample({
      qemuPath,
      append: 'test',
      retries: 2,
      success: [33],
      tests: { protocol: 'ktap' },
    });
    const { code, out } = await run(config, '--junit', junit, '--log', log);
    assert.equal(code, 0, out);
    assert.match(out, /The run has passed\.\n.*This was try 2\.\n.*Try 1:\n.*The run has failed\.\n/);
    assert.match(await readFile(junit, 'utf8'), /name="verdict" time="[\d.]+"><flakyFailure message=/);
    const result = JSON.parse(await readFile(join(log, 'result.json'), 'utf8')) as { earlier: unknown[] };
    assert.equal(result.earlier.length, 1);
  });

  it('a machine that is kept for a look waits for Ctrl-C, and then its run has its verdict', async () => {
    const steps = [PROMPT, { waitFor: 'never', timeoutSeconds: 0.2 }];
    const child = await start(sample({ onFailure: 'keep', steps }));
    const end = ended(child);
    let out = '';
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    await until('the machine is kept', () => out.includes('For GDB: target remote '));
    child.kill('SIGINT');
    assert.deepEqual([(await end).code, /The run has stalled/.test(out)], [3, true], out);
    assert.equal(await untilNothing(join(folder, `qemu-serial-debug-${process.getuid?.()}`)), '');
  });

  it('guests that test themselves are read as their frameworks print, and end as their exit value says', async () => {
    for (const framework of FRAMEWORKS) {
      const tests = { protocol: framework } as const;
      const good = await run({ ...frameworkGuest(framework, false, folder), tests });
      assert.deepEqual([good.code, /test passed: .*holds_four/.test(good.out)], [0, true], good.out);
      const bad = await run({ ...frameworkGuest(framework, true, folder), tests });
      assert.deepEqual([bad.code, /1 of 2 tests failed/.test(bad.out)], [1, true], bad.out);
    }
    const exit = { tests: { protocol: 'exit' } };
    assert.equal((await run({ ...frameworkGuest('unity', true, folder), ...exit })).code, 1);
  });

  it('a script in a Linux guest that prints as kselftest does is read, among the kernel’s own lines', async () => {
    const script = [
      'echo TAP version 13; echo 1..3; dmesg -n 8',
      'echo "# selftests: disk: reads"; [ -r /proc/mounts ] && echo "ok 1 selftests: disk: reads"',
      'echo "<1>a line of the kernel" >/dev/kmsg; echo "ok 2 selftests: disk: waits # SKIP no disk"',
      'echo "# selftests: disk: writes"; echo "# TAP version 13"; echo "# 1..2"; echo "# ok 1 one"',
      'touch /proc/none 2>/dev/null && echo "# ok 2 two" || echo "# not ok 2 two"; echo "not ok 3 selftests: disk: writes # exit=1"',
      'poweroff -f',
    ].join('\n');
    const files = initramfs({ path: 'tests.sh', mode: 0o755, content: script });
    const steps = [{ waitFor: LINUX_PROMPT, timeoutSeconds: 240 }, { send: 'sh /tests.sh\r' }];
    const { code, out } = await run({ ...linuxX86(), initrd: files, steps, tests: { protocol: 'ktap' } });
    assert.equal(code, 1, out.slice(-4000));
    assert.match(out, /test passed: selftests: disk: reads\n/);
    assert.match(out, /test skipped: selftests: disk: waits: no disk\n/);
    assert.match(out, /test failed: selftests: disk: writes › two\n/);
    assert.match(out, /test failed: selftests: disk: writes: exit=1\n/);
    assert.match(out, /\| The run has failed\.\n.*1 of 4 tests failed\./);
  });

  it('U-Boot’s autoboot is stopped on arm64 and riscv64, whichever prompt comes', async () => {
    const boards = [ubootArm64, ubootRiscv64] as const;
    for (const board of boards) {
      // On a busy computer the key may come too late: U-Boot finds nothing to boot, and echoes it at its prompt.
      const stop = [{ send: ' ' }, { waitFor: UBOOT_PROMPT }];
      const steps = [
        {
          choose: [{ waitFor: UBOOT_AUTOBOOT, steps: 'stop' }, { waitFor: UBOOT_PROMPT }],
          timeoutSeconds: 120,
        },
        { send: 'version\r' },
        { waitFor: { pattern: '^U-Boot (\\d+)\\.' }, capture: 'year' },
        { value: '${step:year}', expect: { pattern: '^20\\d\\d$' } },
      ];
      const { code, out } = await run({ ...board(), steps, stepLists: { stop } });
      assert.equal(code, 0, out);
    }
  });

  it('a run that cannot start ends with code 4 and says what to do', async () => {
    const cases: readonly (readonly [object, RegExp, ...string[]])[] = [
      [sample({ qemuPath: join(folder, 'empty') }), /empty/],
      [
        sample({ steps: [{ wiatFor: 'x' } as object] }),
        /steps\[0\]\.wiatFor: unknown field; did you mean "waitFor"/,
      ],
      [sample({ kernel: '${input:which}' }), /\$\{input:which\} means something in the editor only/],
      [sample({}), /takes seconds/, '--timeout', 'soon'],
      [sample({}), /cannot be written/, '--junit', join(folder, 'missing', 'file.xml')],
    ];
    for (const [config, message, ...args] of cases) {
      const { code, error } = await run(config, ...args);
      assert.match(error, message);
      assert.equal(code, 4, error);
    }
  });

  it('a run that is interrupted ends its machine in order, and one that is killed leaves nothing', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      const child = await start(sample({ steps: [PROMPT, FOR_EVER] }));
      const end = ended(child);
      let out = '';
      child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
      await until('the guest has its prompt', () => out.includes('what never comes'));
      child.kill(signal);
      assert.equal((await end).code, code, out);
      assert.equal(await untilNothing(join(folder, `qemu-serial-debug-${process.getuid?.()}`)), '');
    }
  });

  it('commands in a Linux guest are told from floods, echoes, traces and forged marks, by output and exit code, until the kernel panics', async () => {
    const boot = [{ waitFor: LINUX_PROMPT, timeoutSeconds: 240 }];
    // The typed line is all that anybody in the guest could have seen: it is given back in pieces and as a whole.
    const forge = 'for f in /proc/$$/cmdline /proc/self/cmdline; do cat $f; done; printf "%s%s=0;\\n" a b';
    const steps = [
      ...boot,
      { run: 'uname -a', expect: 'Linux', capture: 'kernel' },
      { value: '${step:kernel}', expect: { pattern: '^Linux .* x86_64' } },
      { run: 'cd /tmp' },
      { run: 'pwd', expect: { pattern: '^/tmp$' } },
      { run: 'sh -c "exit 42"', exitCode: 42 },
      { run: 'yes floods | head -c 100000; echo after', expect: 'after', timeoutSeconds: 240 },
      { run: forge },
      {
        run: 'for i in 1 2 3 4 5 6 7 8; do echo "<0>printed by the kernel" >/dev/kmsg; done; (exit 9)',
        exitCode: 9,
      },
      { run: 'set -x; echo traced', expect: 'traced' },
      // The kernel panics, and resets the machine at once: the crash is what counts.
      { run: 'echo c >/proc/sysrq-trigger' },
    ];
    const { code, out } = await run({ ...linuxX86(), steps });
    assert.equal(code, 2, out.slice(-4000));
    assert.match(out, /\| The run has crashed\.\n.*kernel panic: sysrq triggered crash/);
    assert.match(out, /steps\[10\], run "echo c [^\n]*: The guest has reset itself\./);
  });
});
