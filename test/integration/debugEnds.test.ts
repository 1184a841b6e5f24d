import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { resolveDebug } from '../../src/config/debug/resolveDebug';
import { validateDebug } from '../../src/config/debug/debugValidate';
import { debugAdapter } from '../support/debugBundle';
import type { DebugDriver } from '../support/debugDriver';
import { children, DebugRoom } from '../support/debugRoom';
import { runs } from '../support/endingSupport';
import { BEFORE, COUNTER_C, finish, launchSample, setBreakpoints, talk } from '../support/sampleDebug';
import { until } from '../support/until';

/** What a start has come to, as the log and the conversation tell it. */
const MOMENTS = [
  ...['→ launch', 'starting ', '(gdb)', 'ports ready', '← {"QMP"', 'held before its first instruction'],
  ...['-file-exec-and-symbols', '-target-select', '^connected', '  initialized'],
];

describe('the end of a debug session', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  /** A session that fails at its start says why, and ends. */
  async function failsToLaunch(config: object, why: RegExp, options: object = {}): Promise<void> {
    const driver = await room.session(config, options);
    await driver.initialize();
    assert.match(await driver.refused('launch'), why);
    await driver.ask('disconnect');
    assert.deepEqual(await room.left(), []);
  }

  it('a session that could not start ends at once, with a reason', async () => {
    const script = join(room.room.scratch, 'notes.txt');
    await writeFile(script, 'no ELF file\n');
    await failsToLaunch(launchSample({ program: '/nowhere/kernel.elf' }), /program: .*does not exist/);
    await failsToLaunch(launchSample({ program: script }), /not an ELF file/);
    await failsToLaunch(launchSample({ gdb: '/nowhere/gdb' }), /not an executable program.*launch\.json/);
    await failsToLaunch(
      launchSample({ debugger: 'gdb', gdb: 'no-such-gdb' }),
      /No GDB for i386.*no-such-gdb/,
    );
    await failsToLaunch(launchSample({ debugger: 'gdb' }), /Install gdb-multiarch/, {
      searchPath: '/nowhere',
    });
    await failsToLaunch(launchSample({}, { arch: 'riscv64' }), /is for i386, and the machine is riscv64/);
    await failsToLaunch(
      launchSample({}, { machine: 'no-such-board' }),
      /unsupported machine.*-machine help/s,
    );
    await failsToLaunch(launchSample({ setupCommands: ['bogus'] }), /Undefined command: "bogus"/);
    await failsToLaunch(launchSample({ replay: '/nowhere/run' }), /\/nowhere\/run does not exist/);
  });

  it('a session ends when GDB does not start, does not speak, or cannot connect', async () => {
    const mute = join(room.room.scratch, 'gdb');
    await writeFile(mute, '#!/bin/sh\n[ "$1" = --version ] && exec gdb --version\nexit 3\n');
    await chmod(mute, 0o755);
    await failsToLaunch(launchSample({ gdb: mute }), /GDB ended \(exit code 3\)/);
    await writeFile(mute, '#!/bin/sh\necho hello\n');
    await failsToLaunch(launchSample({ gdb: mute }), /is not a GDB.*hello/);
    const host = room.host;
    const refusing = {
      ...host,
      launch: async (...parameters: Parameters<typeof host.launch>) => {
        const machine = await host.launch(...parameters);
        Object.defineProperty(machine, 'openGdbStub', { value: () => Promise.resolve('/nowhere/stub') });
        return machine;
      },
    };
    const driver = await room.session(launchSample(), {}, refusing);
    await driver.initialize();
    assert.match(await driver.refused('launch'), /\/nowhere\/stub.*No such file/);
    await driver.ask('disconnect');
  });

  it('a session ends when the editor asks for it, even twice, whether the guest runs or stands', async () => {
    for (const pause of [false, true]) {
      const driver = await room.session(launchSample());
      await driver.begin('launch');
      await talk(room);
      if (pause) {
        await driver.ask('pause', { threadId: 1 });
        await driver.stopped('pause');
      }
      await Promise.all([driver.ask('terminate'), driver.ask('disconnect')]);
      assert.equal((await room.machine.exit).requested, true);
      assert.deepEqual(await room.left(), []);
    }
  });

  it('a session that ends does not let the guest run on from where it was stopped', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    const dialogue = await talk(room);
    const { serial } = room.machine.ports[0]!;
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    let heard = '';
    serial.onDidReceive((bytes) => (heard += Buffer.from(bytes).toString('latin1')));
    await driver.ask('disconnect');
    await room.machine.exit;
    assert.ok(!heard.includes('counter 1'), heard);
  });

  it('the end of a session is answered when QEMU does not answer any more', async () => {
    const driver = await room.session(
      launchSample({}, { stop: { quitSeconds: 600, terminateSeconds: 600 } }),
    );
    await driver.begin('launch');
    await talk(room);
    process.kill(room.machine.pid, 'SIGSTOP');
    await driver.ask('disconnect');
    assert.ok(runs(room.machine.pid), 'the answer did not wait for the end');
    assert.match((await room.machine.stop()).rung, /SIG/);
  });

  it('a session ends when GDB is killed, with the reason, and takes the machine with it', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch');
    await talk(room);
    for (const pid of children('gdb')) process.kill(pid, 'SIGKILL');
    await driver.next('terminated');
    await driver.says(/GDB ended by itself \(SIGKILL\)/);
    await room.machine.exit;
    assert.match(await driver.refused('threads'), /session has ended/);
    await driver.ask('disconnect');
  });

  it('a session ends when QEMU is killed, with the reason, whether the guest runs or stands', async () => {
    for (const pause of [false, true]) {
      const driver = await room.session(launchSample());
      await driver.begin('launch');
      await talk(room);
      if (pause) {
        await driver.ask('pause', { threadId: 1 });
        await driver.stopped('pause');
      }
      const waiting = driver
        .ask('evaluate', { expression: '>monitor info mtree', context: 'repl' })
        .catch(() => undefined);
      process.kill(room.machine.pid, 'SIGKILL');
      await driver.next('terminated');
      await driver.says(/killed from outside/);
      await waiting;
      await driver.ask('disconnect');
      assert.deepEqual(await room.left(), []);
    }
  });

  it('a session ends when the machine is stopped elsewhere, as by closing its terminal', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch');
    await talk(room);
    await room.machine.stop();
    await driver.next('terminated');
    await driver.says(/sample was stopped/);
    await driver.ask('disconnect');
  });

  it('a session that ends at any moment of its start leaves nothing', async () => {
    for (const moment of MOMENTS) {
      room.room.records.length = 0;
      const driver = await room.session(launchSample());
      await driver.initialize();
      const launched = driver.ask('launch').catch((error: unknown) => String(error));
      await until(moment, () => `${room.room.logText()}\n${driver.transcript.join('\n')}`.includes(moment));
      await driver.ask('disconnect');
      await launched;
      assert.deepEqual(await room.left(), [], `at ${moment}`);
      // Its processes and files are gone a moment before it is.
      await until(`no machine is left, at ${moment}`, () => room.room.registry.machines.length === 0);
    }
  });

  it('a session ends when the editor lets go without a word', async () => {
    const { createSession } = await debugAdapter();
    const session = await createSession(resolveDebug(validateDebug(launchSample())), room.host);
    let seq = 0;
    const answers: unknown[] = [];
    session.onDidSendMessage((message) => void answers.push(message));
    for (const command of ['initialize', 'launch'])
      session.handleMessage({
        type: 'request',
        seq: ++seq,
        command,
        arguments: { pathFormat: 'path' },
      } as never);
    await until('the session is initialized', () =>
      answers.some((message) => (message as { event?: string }).event === 'initialized'),
    );
    session.dispose();
    await room.machine.exit;
    assert.deepEqual(await room.left(), []);
  });

  it('a session keeps the machine, and lets it run, when the editor only disconnects', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    const dialogue = await talk(room);
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    await driver.ask('disconnect', { terminateDebuggee: false });
    await dialogue.hear('counter 1');
    assert.equal(await dialogue.ask('counter'), 'counter 2');
    assert.equal(room.machine.state, 'running');
    await room.machine.stop();
  });

  it('the end of one session does not touch another', async () => {
    const drivers = await Promise.all([room.session(launchSample()), room.session(launchSample())]);
    await Promise.all(
      drivers.map((driver: DebugDriver) =>
        driver.begin('launch', async () => {
          await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
        }),
      ),
    );
    for (const machine of room.launched)
      await machine.ports[0]!.serial.send('counter\r', room.room.tasks.signal);
    await Promise.all(drivers.map((driver) => driver.stopped('breakpoint')));
    assert.equal(children('gdb').length, 2);
    await finish(drivers[0]);
    await drivers[1].at('do_counter', BEFORE);
    await finish(drivers[1]);
  });

  it('a session ends with the end of everything', async () => {
    const tasks = new TaskGroup('window');
    const driver = await room.session(launchSample(), {}, { ...room.host, tasks });
    await driver.begin('launch');
    await talk(room);
    await tasks.close();
    assert.equal(children('gdb').length, 0);
    await room.machine.stop();
    await mkdir(join(room.room.scratch, 'unused'));
  });
});
