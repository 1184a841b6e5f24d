import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../../src/machine/machine';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { Host, leftOf, untilGone } from '../support/endingSupport';
import { SETTINGS } from '../support/settings';
import { GUARD_MS, until } from '../support/until';
import { startsWithFewDescriptors } from './fewDescriptors';

const { signal } = new AbortController();

/** Scripts that stand between us and QEMU. */
const WRAPPERS: Readonly<Record<string, string>> = {
  'runs QEMU and waits for it': '"$QEMU" "$@"\nexit $?',
  'ignores signals': `trap '' TERM HUP INT\n"$QEMU" "$@"\nexit $?`,
  'gives QEMU a session of its own': 'setsid -w "$QEMU" "$@"\nexit $?',
  'runs QEMU in the background, without our environment': 'env -i "$QEMU" "$@" &\nwait $!',
  'starts other programs beside QEMU': 'setsid sleep 1000 &\n"$QEMU" "$@"\nexit $?',
  // Not when it is only asked for its version: what hides so well and outlives its parent at once, nobody can find.
  'hides what it starts: no environment, no arguments, no open files, a session of its own':
    'case "$*" in *-S*) setsid env -i sh -c "exec 3<&- 4<&-; exec sleep 1000" </dev/null >/dev/null 2>&1 & esac\n' +
    '"$QEMU" "$@"\nexit $?',
};

describe('the processes of a machine', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  async function wrapper(script: string): Promise<string> {
    const path = join(room.scratch, 'wrapper');
    await writeFile(path, `#!/bin/sh\nQEMU=qemu-system-i386\n${script}\n`, { mode: 0o755 });
    return path;
  }

  async function prompted(machine: Machine): Promise<Machine> {
    await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
    return machine;
  }

  for (const [what, script] of Object.entries(WRAPPERS)) {
    it(`all processes of a machine end with a stop behind a script that ${what}`, async () => {
      const before = sleepers();
      const qemuPath = await wrapper(script);
      const machine = await prompted(await room.start(sampleGuest({ arch: 'i386', qemuPath })));
      await machine.stop();
      assert.equal(leftOf(machine), '');
      await until('the other programs have ended', () => sleepers().every((pid) => before.includes(pid)));
    });
  }

  for (const what of ['runs QEMU and waits for it', 'ignores signals', 'starts other programs beside QEMU']) {
    it(`all processes of a machine end after kill -9 of the host behind a script that ${what}`, async () => {
      const before = sleepers();
      const qemuPath = await wrapper(WRAPPERS[what] ?? '');
      const configs = [sampleGuest({ arch: 'i386', qemuPath })];
      const host = await Host.start({ configs, settings: { ...SETTINGS, baseDirectory: room.directory } });
      await host.kill();
      await untilGone(host.report.machines[0]!);
      await until('the other programs have ended', () => sleepers().every((pid) => before.includes(pid)));
    });
  }

  it('all processes of a machine end with a sweep after kill -9 of host and guard behind a script', async () => {
    const qemuPath = await wrapper(WRAPPERS['ignores signals'] ?? '');
    const configs = [sampleGuest({ arch: 'i386', qemuPath })];
    const host = await Host.start({ configs, settings: { ...SETTINGS, baseDirectory: room.directory } });
    const [machine] = host.report.machines;
    await host.kill(host.report.guard);
    assert.notEqual(leftOf(machine!), '', 'the script and QEMU are still there');
    await room.registry.sweep(signal);
    assert.equal(leftOf(machine!), '');
  });

  it('all processes of a machine end when the script ends before QEMU, and the machine has ended then', async () => {
    const qemuPath = await wrapper('"$QEMU" "$@" &\nwait $!');
    const machine = await prompted(await room.start(sampleGuest({ arch: 'i386', qemuPath })));
    process.kill(machine.pid, 'SIGKILL');
    assert.equal((await machine.exit).signal, 'SIGKILL');
    assert.equal(leftOf(machine), '');
  });

  it('no process is left of the probe of a script that ignores its arguments', async () => {
    const qemuPath = await wrapper('setsid "$QEMU" -name QSD_PROBED -display none -serial null &\nexit 0');
    await assert.rejects(room.start(sampleGuest({ arch: 'i386', qemuPath })), /does not say that it is QEMU/);
    const probed = readdirSync('/proc').filter((pid) => commandLine(pid).includes('QSD_PROBED'));
    assert.deepEqual(probed, []);
  });
});

describe('a machine’s directory of any name', () => {
  for (const name of ['a\nb', 'a,b', 'a=b', 'a b', `a'b"c`, 'ä„ö', 'a;$(b)', '-a']) {
    it(`a directory of any name serves ports, monitor, log and debugger: ${JSON.stringify(name)}`, async () => {
      const room = await MachineRoom.open();
      const baseDirectory = join(room.scratch, name);
      await mkdir(baseDirectory, { mode: 0o700 });
      const own = await MachineRoom.open({ baseDirectory });
      try {
        const machine = await own.start(sampleGuest({ log: { items: ['guest_errors'] } }), { gdbStub: true });
        await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
        assert.ok(isSocketOf(await machine.openGdbStub()));
        const later = await own.start(sampleGuest());
        assert.ok(isSocketOf(await later.openGdbStub()));
        await Promise.all([machine.stop(), later.stop()]);
        assert.deepEqual(readdirSync(baseDirectory), []);
      } finally {
        await own.close();
        await room.close();
      }
    });
  }

  it('a machine’s directory is all that goes when the host is killed, whatever is beside it', async () => {
    const room = await MachineRoom.open();
    const baseDirectory = join(room.scratch, 'a\nb');
    await mkdir(baseDirectory, { mode: 0o700 });
    const kept = [join(room.scratch, 'a'), join(baseDirectory, 'mine')];
    for (const folder of kept) {
      await mkdir(folder, { mode: 0o700 });
      await writeFile(join(folder, 'file'), 'text');
    }
    const host = await Host.start({ configs: [sampleGuest()], settings: { ...SETTINGS, baseDirectory } });
    await host.kill();
    await untilGone(host.report.machines[0]!);
    for (const folder of kept) assert.ok(existsSync(join(folder, 'file')));
    await room.close();
  });

  it('a machine’s directory is refused, with what to do, when QEMU has no way to escape its name', async () => {
    const room = await MachineRoom.open();
    const own = await MachineRoom.open({ baseDirectory: join(room.scratch, '100%') });
    await assert.rejects(own.start(sampleGuest()), { name: 'StartError', hint: /without "%"/ });
    await own.close();
    await room.close();
  });
});

describe('a start with few file descriptors', () => {
  it('a start with few file descriptors says what it lacks one for, and leaves nothing; with enough, it runs under its guard', async () => {
    const room = await MachineRoom.open();
    const outcomes = await startsWithFewDescriptors({
      config: sampleGuest(),
      settings: { ...SETTINGS, baseDirectory: room.directory },
    });
    assert.ok(outcomes.length > 10);
    for (const { free, running, guarded, message, hint, left } of outcomes) {
      assert.equal(left, '', `with ${free} free`);
      if (running) assert.ok(guarded, `with ${free} free`);
      else {
        assert.match(
          message,
          /too many (?:open )?files|too many files open|EMFILE|ENFILE/i,
          `with ${free} free`,
        );
        assert.match(hint, /Close programs/, `with ${free} free: ${message}`);
      }
    }
    assert.equal(outcomes[0]?.running, false);
    assert.equal(outcomes.at(-1)?.running, true, outcomes.at(-1)?.message);
    await room.close();
  });
});

function sleepers(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => commandLine(String(pid)) === 'sleep\x001000\0');
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Whether somebody listens there, as the kernel says; a connection would stop the guest. */
function isSocketOf(path: string): boolean {
  return existsSync(path) && readFileSync('/proc/net/unix', 'utf8').includes(path.split('\n').at(-1) ?? path);
}
