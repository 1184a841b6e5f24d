import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Machine } from '../../src/machine/machine';
import { SAMPLE_ELF, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import type { DebugDriver } from '../support/debugDriver';
import { children, DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';
import { BEFORE, COUNTER_C, setBreakpoints } from '../support/sampleDebug';
import { until } from '../support/until';

const attach = (fields: object): object => ({ type: 'qemu', request: 'attach', name: 'attach', ...fields });

describe('attaching', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async () => {
    await room.close();
  });

  describe('to a machine of this window', () => {
    let machine: Machine;
    let dialogue: Dialogue;
    beforeEach(async () => {
      machine = await room.room.start(sampleGuest());
      dialogue = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.room.tasks.signal);
      await dialogue.hear(SAMPLE_PROMPT);
    });
    afterEach(() => machine.stop());

    async function attached(fields: object = {}): Promise<DebugDriver> {
      const driver = await room.session(attach({ machine: 'sample', ...fields }));
      await driver.begin('attach', async () => {
        if (!('debugger' in fields)) await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      });
      return driver;
    }

    it('attaching debugs a machine of this window with its own kernel’s symbols, and leaves it running', async () => {
      for (let round = 1; round <= 3; round++) {
        const driver = await attached();
        await dialogue.say('counter\r');
        await driver.stopped('breakpoint');
        const frame = await driver.at('do_counter', BEFORE);
        assert.equal(await driver.evaluate('counter', frame), String(round - 1));
        await driver.ask('disconnect');
        await dialogue.hear(`counter ${round}`);
        await until('running', () => machine.state === 'running');
      }
      assert.equal(await dialogue.ask('counter'), 'counter 4');
    });

    it('attaching finds a paused machine paused, and leaves it so', async () => {
      await machine.pause();
      const driver = await attached();
      await driver.stopped('pause');
      await driver.ask('disconnect');
      await until('paused', () => machine.state === 'paused');
      await machine.resume();
      assert.equal(await dialogue.ask('counter'), 'counter 1');
    });

    it('a machine runs on without breakpoints when the GDB that was attached is killed', async () => {
      const driver = await attached();
      await dialogue.say('counter\r');
      await driver.stopped('breakpoint');
      for (const pid of children('gdb')) process.kill(pid, 'SIGKILL');
      await driver.next('terminated');
      await dialogue.hear('counter 1');
      assert.equal(await dialogue.ask('counter'), 'counter 2');
      await driver.ask('disconnect');
    });

    it('attaching by two debuggers at once is refused, and by one after the other is not', async () => {
      const first = await attached();
      const second = await room.session(attach({ machine: 'sample' }));
      await second.initialize();
      assert.match(await second.refused('attach'), /being debugged already/);
      await second.ask('disconnect');
      await first.ask('disconnect');
      const third = await attached();
      await third.ask('disconnect');
      assert.equal(await dialogue.ask('echo free'), 'free');
    });

    it('attaching without symbols pauses, steps and lets go', async () => {
      const driver = await attached({ debugger: 'none' });
      await driver.ask('pause', { threadId: 1 });
      await driver.stopped('pause');
      await driver.ask('next', { threadId: 1 });
      await driver.stopped('step');
      await driver.ask('disconnect');
      assert.equal(await dialogue.ask('echo on'), 'on');
    });

    it('attaching to a machine that does not run is refused', async () => {
      const driver = await room.session(attach({ machine: 'another' }));
      await driver.initialize();
      assert.match(await driver.refused('attach'), /no machine "another"/);
      await driver.ask('disconnect');
    });
  });

  describe('to another QEMU', () => {
    let qemu: ChildProcess;
    let qmp: string;
    let gdbStub: string;
    let serial: string;
    let input: Socket;
    beforeEach(async () => {
      const { scratch } = room.room;
      [qmp, gdbStub, serial] = ['q', 'g', 's'].map((name) => join(scratch, name)) as [string, string, string];
      const args = [
        ...['-display', 'none', '-m', '32', '-nic', 'none', '-kernel', SAMPLE_ELF],
        ...['-qmp', `unix:${qmp},server=on,wait=off`, '-gdb', `unix:${gdbStub},server=on,wait=off`],
        ...['-chardev', `socket,id=ser,path=${join(scratch, 'in')},server=on,wait=off,logfile=${serial}`],
        ...['-serial', 'chardev:ser'],
      ];
      qemu = spawn('qemu-system-i386', args, { stdio: 'ignore' });
      await until('the prompt', async () =>
        (await readFile(serial, 'latin1').catch(() => '')).includes('\n> '),
      );
      await access(gdbStub);
      input = connect(join(scratch, 'in')).resume();
      await once(input, 'connect');
    });
    afterEach(async () => {
      input.destroy();
      if (qemu.exitCode !== null || qemu.signalCode !== null) return;
      qemu.kill('SIGKILL');
      await once(qemu, 'exit');
    });

    async function type(text: string): Promise<void> {
      await new Promise<void>((resolve) => void input.write(text, () => resolve()));
    }

    const heard = (text: string): Promise<unknown> =>
      until(text, async () => (await readFile(serial, 'latin1')).includes(text));

    it('attaching to another QEMU by its monitor and its stub leaves it running', async () => {
      const driver = await room.session(
        attach({ qmp: `unix:${qmp}`, gdbStub: `unix:${gdbStub}`, program: SAMPLE_ELF }),
      );
      await driver.begin('attach', async () => {
        await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      });
      await type('counter\r');
      await driver.stopped('breakpoint');
      await driver.at('do_counter', BEFORE);
      assert.match(await driver.evaluate('>monitor info registers'), /EIP=/);
      await driver.ask('disconnect');
      await heard('counter 1');
      await type('counter\r');
      await heard('counter 2');
      assert.equal(qemu.exitCode, null);
    });

    it('attaching to another QEMU works by its stub alone', async () => {
      const driver = await room.session(attach({ gdbStub: `unix:${gdbStub}`, program: SAMPLE_ELF }));
      await driver.begin('attach', async () => {
        await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      });
      await type('counter\r');
      await driver.stopped('breakpoint');
      await driver.ask('next', { threadId: 1 });
      await driver.stopped('step');
      await driver.ask('disconnect');
      await heard('counter 1');
    });

    it('attaching to another QEMU works by its monitor alone, without symbols', async () => {
      const driver = await room.session(attach({ qmp: `unix:${qmp}` }));
      await driver.begin('attach');
      await driver.ask('pause', { threadId: 1 });
      await driver.stopped('pause');
      assert.match((await driver.frames())[0]?.name ?? '', /^0x/);
      assert.match(await driver.refused('next', { threadId: 1 }), /gdbserver tcp:127\.0\.0\.1:1234/);
      await driver.ask('disconnect');
      await type('counter\r');
      await heard('counter 1');
    });

    it('attaching to another QEMU ends with the reason when it ends', async () => {
      const driver = await room.session(
        attach({ qmp: `unix:${qmp}`, gdbStub: `unix:${gdbStub}`, program: SAMPLE_ELF }),
      );
      await driver.begin('attach');
      qemu.kill('SIGKILL');
      await driver.next('terminated');
      await driver.says(/closed its monitor|ended/);
      await driver.ask('disconnect');
    });

    it('another QEMU ends when the editor is asked to end it, by sockets that are named from its folder', async () => {
      const names = { qmp: `unix:${basename(qmp)}`, gdbStub: `unix:./${basename(gdbStub)}` };
      const driver = await room.session(attach({ cwd: dirname(qmp), ...names }));
      await driver.begin('attach');
      const ended = once(qemu, 'exit');
      await driver.ask('disconnect', { terminateDebuggee: true });
      await ended;
    });

    it('attaching to another QEMU says which endpoint is wrong', async () => {
      const taken = connect(qmp);
      await once(taken, 'data');
      for (const [fields, why] of [
        [{ qmp: `unix:${qmp}` }, /does not greet.*another program/],
        [{ qmp: 'unix:/nowhere/q' }, /unix:\/nowhere\/q: there is no such socket/],
        [{ qmp: 'tcp:127.0.0.1:1' }, /tcp:127\.0\.0\.1:1: nothing listens there/],
        [{ gdbStub: 'unix:/nowhere/g', program: SAMPLE_ELF }, /\/nowhere\/g.*No such file/],
      ] as const) {
        const driver = await room.session(attach(fields));
        await driver.initialize();
        assert.match(await driver.refused('attach'), why);
        await driver.ask('disconnect');
      }
      taken.destroy();
    });
  });
});
