import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_ELF, SAMPLE_FOLDER, sampleGuest } from '../guests/guests';
import { valueOf } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import {
  AFTER,
  BEFORE,
  COUNTER_C,
  finish,
  launchSample,
  lineOf,
  setBreakpoints,
  source,
  STORE,
  talk,
} from '../support/sampleDebug';

/** Longer than a machine that is resumed behind GDB's back is left alone, in milliseconds. */
const LATE_MS = 300;

/** A GDB under load, as it were: whatever it says comes late. */
function slowGdb(lateMs: number): string {
  const relay = `process.stdin.on("data", (some) => setTimeout(() => process.stdout.write(some), ${lateMs}))`;
  return `#!/bin/sh\ngdb "$@" | '${process.execPath}' -e '${relay}'\n`;
}

describe('debugging with GDB', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  it('GDB stops at a line after text was typed, steps, shows and changes variables', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch', async () => {
      const [breakpoint] = await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      assert.deepEqual([breakpoint?.verified, breakpoint?.line], [true, BEFORE]);
    });
    const dialogue = await talk(room);
    await dialogue.say('counter\r');
    assert.equal((await driver.stopped('breakpoint')).hitBreakpointIds?.length, 1);
    const frames = await driver.frames();
    assert.deepEqual(frames.map((frame) => [frame.name, frame.source?.path]).slice(0, 3), [
      ['do_counter', COUNTER_C],
      ['run_line', source('commands.c')],
      ['kernel_main', source('main.c')],
    ]);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.at('do_counter', AFTER);
    await driver.ask('stepIn', { threadId: 1 });
    await driver.stopped('step');
    const add = await driver.at('add');
    assert.equal(valueOf(await driver.scope(add, 'Locals'), 'b'), '1');
    await driver.ask('stepOut', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    const frame = await driver.at('do_counter', STORE);
    assert.equal(valueOf(await driver.scope(frame, 'Locals'), 'after'), '1');
    const globals = await driver.scope(frame, 'Globals');
    assert.deepEqual([valueOf(globals, 'counter'), valueOf(globals, 'step')], ['0', '1']);
    await driver.ask('setVariable', { variablesReference: globals.reference, name: 'step', value: '20 + 1' });
    assert.equal(await driver.evaluate('step', frame, 'watch'), '21');
    await driver.ask('continue', { threadId: 1 });
    await dialogue.hear('counter 1');
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    await driver.ask('continue', { threadId: 1 });
    await dialogue.hear('counter 22');
    await finish(driver);
  });

  it('GDB stops at the entry, at a symbol, and pauses what runs', async () => {
    const driver = await room.session(launchSample({ stopAtEntry: true, stopOnSymbol: 'kernel_main' }));
    await driver.begin('launch');
    await driver.stopped('entry');
    await driver.at('start');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('entry');
    await driver.at('kernel_main', lineOf(source('main.c'), 'uart_start();'));
    await driver.ask('continue', { threadId: 1 });
    await talk(room);
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    assert.equal((await driver.frames()).at(-1)?.name, 'start');
    await finish(driver);
  });

  it('a restart is a reset: breakpoints, entry and hit counts again, nothing stale', async () => {
    const driver = await room.session(launchSample({ stopOnSymbol: 'kernel_main' }));
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE, hitCondition: '2' }]);
    });
    await driver.stopped('entry');
    const { pid } = room.machine;
    for (let round = 0; round < 2; round++) {
      await driver.ask('continue', { threadId: 1 });
      const dialogue = await talk(room);
      if (round > 0) await dialogue.hear('> ');
      await dialogue.say('counter\rcounter\r');
      await driver.stopped('breakpoint');
      const frame = await driver.at('do_counter', BEFORE);
      assert.equal(await driver.evaluate('counter', frame), '1');
      await driver.ask('restart');
      await driver.stopped('entry');
      const again = await driver.at('kernel_main');
      assert.equal((await driver.frames()).length, 2);
      assert.equal(await driver.evaluate('counter', again), '0');
    }
    assert.equal(room.machine.pid, pid);
    await finish(driver);
  });

  it('a session with GDB restarts while the guest runs', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await driver.ask('restart');
    await dialogue.hear('sample guest');
    await dialogue.hear('> ');
    await dialogue.ask('echo again');
    assert.equal(driver.all('stopped').length, 0);
    await finish(driver);
  });

  it('a triple fault is shown where it happened, and the guest goes on only after a restart', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await dialogue.say('crash\r');
    const { text } = await driver.stopped('exception');
    assert.match(text ?? '', /triple fault/);
    const frame = await driver.at('do_crash', lineOf(source('power.c'), 'ud2'));
    const info = await driver.ask<{ exceptionId: string; description: string }>('exceptionInfo', {
      threadId: 1,
    });
    assert.equal(info.exceptionId, 'guest-reset');
    const registers = await driver.scope(frame, 'Registers');
    const monitor = await room.machine.hmp('info registers');
    assert.equal(BigInt(valueOf(registers, 'eip')), BigInt(`0x${/EIP=([0-9a-f]+)/.exec(monitor)?.[1]}`));
    assert.match(await driver.refused('continue', { threadId: 1 }), /Restart starts it again/);
    assert.match(await driver.refused('next', { threadId: 1 }), /Restart starts it again/);
    await driver.ask('restart');
    await dialogue.hear('sample guest');
    await dialogue.hear('> ');
    await dialogue.say('crash\r');
    await driver.stopped('exception');
    await finish(driver);
  });

  it('a machine without postMortem resets at a triple fault', async () => {
    const driver = await room.session(launchSample({ postMortem: false }));
    await driver.begin('launch');
    const dialogue = await talk(room);
    await dialogue.say('crash\r');
    await dialogue.hear('sample guest');
    await dialogue.hear('> ');
    await finish(driver);
  });

  it('a session with GDB ends when the guest powers off or exits, and says so', async () => {
    for (const [command, words] of [
      ['poweroff', /powered off/],
      ['exit 3', /exited with 3/],
    ] as const) {
      const driver = await room.session(launchSample());
      await driver.begin('launch');
      const dialogue = await talk(room);
      await dialogue.say(`${command}\r`);
      await driver.next('terminated');
      await driver.says(words);
      await driver.ask('disconnect');
      assert.deepEqual(await room.left(), []);
    }
  });

  it('a panic that the guest reports is shown', async () => {
    const { args = [] } = sampleGuest();
    const driver = await room.session(launchSample({}, { args: [...args, '-device', 'pvpanic'] }));
    await driver.begin('launch');
    const dialogue = await talk(room);
    await dialogue.say('panic\r');
    const { text } = await driver.stopped('exception');
    assert.match(text ?? '', /reported a panic/);
    // From QEMU 10 on the frame is that of the port instruction's function, which is inlined.
    const names = (await driver.frames()).map(({ name }) => name);
    assert.ok(names.slice(0, 2).includes('panic_at'), names.join(', '));
    assert.doesNotMatch(driver.output, /[Ss]ignal/);
    await driver.ask('restart');
    await dialogue.hear('sample guest');
    await finish(driver);
  });

  it('a session with GDB follows a machine that is paused and resumed elsewhere', async () => {
    const driver = await room.session(launchSample());
    await driver.begin('launch');
    const dialogue = await talk(room);
    await room.machine.pause();
    await driver.stopped('pause');
    await room.machine.resume();
    await driver.next('continued');
    assert.equal(await dialogue.ask('echo on'), 'on');
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    await finish(driver);
  });

  it('a session knows that the guest runs before a slow GDB says so', async () => {
    const slow = join(room.room.scratch, 'gdb');
    await writeFile(slow, slowGdb(LATE_MS));
    await chmod(slow, 0o755);
    const driver = await room.session(launchSample({ gdb: slow }));
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    const dialogue = await talk(room);
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    // The second comes while GDB lets the guest run, and has not said it yet.
    const going = driver.ask('continue', { threadId: 1 });
    const { threads } = await driver.ask<{ threads: readonly { name: string }[] }>('threads');
    assert.deepEqual(
      threads.map(({ name }) => name),
      ['vCPU 0'],
    );
    await going;
    await dialogue.hear('counter 1');
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    assert.equal(driver.all('stopped').length, 2);
    await finish(driver);
  });

  it('a session takes symbols and sources from elsewhere, and GDB commands', async () => {
    const { scratch } = room.room;
    const stripped = join(scratch, 'stripped.elf');
    execFileSync('objcopy', ['--strip-all', SAMPLE_ELF, stripped]);
    await cp(SAMPLE_FOLDER, join(scratch, 'sources'), { recursive: true });
    const text = /\.text +PROGBITS +([0-9a-f]+)/.exec(
      execFileSync('readelf', ['-SW', SAMPLE_ELF], { encoding: 'utf8' }),
    )?.[1];
    for (const symbolFile of [
      { file: SAMPLE_ELF, offset: 0 },
      { file: SAMPLE_ELF, sections: { '.text': `0x${text}` } },
    ]) {
      const driver = await room.session(
        launchSample(
          {
            debugger: 'gdb',
            symbolFiles: [symbolFile],
            sourceMap: { '.': join(scratch, 'sources') },
            setupCommands: ['set $answer = 42', '-gdb-set print elements 5'],
            stopOnSymbol: 'do_counter',
          },
          { kernel: stripped },
        ),
      );
      await driver.begin('launch');
      const dialogue = await talk(room);
      await dialogue.say('counter\r');
      await driver.stopped('entry');
      const frame = await driver.at('do_counter');
      assert.equal(frame.source?.path, join(scratch, 'sources', 'counter.c'));
      assert.equal(await driver.evaluate('$answer', frame), '42');
      await finish(driver);
    }
  });
});
