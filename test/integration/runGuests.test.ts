import assert from 'node:assert/strict';
import { LINUX_PROMPT, linuxX86 } from '../guests/guests';
import { FRAMEWORKS, frameworkGuest } from '../guests/cross';
import { initramfs } from '../guests/linux';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64, ubootRiscv64 } from '../guests/uboot';
import { OVMF_PROMPT, OVMF_STARTUP, ovmfX86 } from '../guests/ovmf';
import { CommandRuns } from '../support/commandRuns';

describe('qemu-serial-debug run on real guests', function () {
  this.timeout(300_000);

  const runs = CommandRuns.inSuite();

  it('guests that test themselves are read as their frameworks print, and end as their exit value says', async () => {
    for (const framework of FRAMEWORKS) {
      const tests = { protocol: framework } as const;
      const good = await runs.run({ ...frameworkGuest(framework, false, runs.folder), tests });
      assert.deepEqual([good.code, /test passed: .*holds_four/.test(good.out)], [0, true], good.out);
      const bad = await runs.run({ ...frameworkGuest(framework, true, runs.folder), tests });
      assert.deepEqual([bad.code, /1 of 2 tests failed/.test(bad.out)], [1, true], bad.out);
    }
    const exit = { tests: { protocol: 'exit' } };
    assert.equal((await runs.run({ ...frameworkGuest('unity', true, runs.folder), ...exit })).code, 1);
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
    const { code, out } = await runs.run({
      ...linuxX86(),
      initrd: files,
      steps,
      tests: { protocol: 'ktap' },
    });
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
      const { code, out } = await runs.run({ ...board(), steps, stepLists: { stop } });
      assert.equal(code, 0, out);
    }
  });

  it('the UEFI shell of OVMF is reached, whether or not its start is cut short, and runs a command whose output is captured', async () => {
    const skip = [{ send: '\x1b' }, { waitFor: OVMF_PROMPT, timeoutSeconds: 120 }];
    const steps = [
      { choose: [{ waitFor: OVMF_STARTUP, steps: 'skip' }, { waitFor: OVMF_PROMPT }], timeoutSeconds: 240 },
      { send: 'ver\r' },
      { waitFor: { pattern: '^UEFI Interactive Shell v(\\d+\\.\\d+)' }, capture: 'shell' },
      { value: '${step:shell}', expect: { pattern: '^2\\.' } },
      { waitFor: OVMF_PROMPT },
      { send: 'reset -s\r' },
    ];
    const { code, out } = await runs.run({ ...ovmfX86(), steps, stepLists: { skip } });
    assert.equal(code, 0, out);
    // The shell puts each key of its echo where it belongs; what it answers is a line.
    assert.match(out, /step done: expect/);
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
    const { code, out } = await runs.run({ ...linuxX86(), steps });
    assert.equal(code, 2, out.slice(-4000));
    assert.match(out, /\| The run has crashed\.\n.*kernel panic: sysrq triggered crash/);
    assert.match(out, /steps\[10\], run "echo c [^\n]*: The guest has reset itself\./);
  });
});
