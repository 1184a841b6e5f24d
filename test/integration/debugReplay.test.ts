import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DebugRoom } from '../support/debugRoom';
import {
  AFTER,
  BEFORE,
  COUNTER_C,
  finish,
  launchSample,
  setBreakpoints,
  STORE,
  talk,
} from '../support/sampleDebug';
import { GUARD_MS } from '../support/until';

describe('record and replay', () => {
  let room: DebugRoom;
  let file: string;
  beforeEach(async () => {
    room = await DebugRoom.open();
    file = join(room.room.scratch, 'runs', 'one');
  });
  afterEach(async function () {
    await room.closeEmpty(this.currentTest);
  });

  const said = (): Promise<string> => room.machine.ports[0]!.serial.text(0, room.room.tasks.signal);

  /** All that a whole run has said: the stop comes another way than the last bytes do. */
  async function saidToTheEnd(): Promise<string> {
    await room.machine.ports[0]!.serial.waitFor(
      'triple fault\r\n',
      { timeoutMs: GUARD_MS, from: 0 },
      room.room.tasks.signal,
    );
    return await said();
  }

  /** A run of the sample guest that counts twice and ends in a triple fault. @returns all of its serial text. */
  async function record(): Promise<string> {
    const driver = await room.session(launchSample({ record: file }));
    await driver.begin('launch');
    const dialogue = await talk(room);
    // In pieces that fit into a UART: QEMU gives a recorded guest no time to read (replay/replay-char.c). Pacing is enough for a
    // person; beside other work a guest may stand still for longer.
    for (const [piece, answer] of [
      ['counter\r', 'counter 1'],
      ['counter\r', 'counter 2'],
      ['echo twenty ', 'echo twenty '],
      ['bytes or so\r', 'twenty bytes or so\r\n'],
    ] as const) {
      await dialogue.say(piece);
      await dialogue.hear(answer);
    }
    await dialogue.hear('> ');
    await dialogue.say('crash\r');
    await driver.stopped('exception');
    const text = await saidToTheEnd();
    await finish(driver);
    return text;
  }

  it('a replay repeats a run byte for byte, and steps back in it to the line before', async () => {
    const recorded = await record();
    const driver = await room.session(launchSample({ replay: file }));
    const capabilities = await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    assert.equal(capabilities.supportsStepBack, true);
    await driver.stopped('breakpoint');
    assert.ok(recorded.startsWith(await said()));
    for (const line of [AFTER, STORE]) {
      await driver.ask('next', { threadId: 1 });
      await driver.stopped('step');
      await driver.at('do_counter', line);
    }
    await driver.ask('stepBack', { threadId: 1 });
    await driver.stopped('step');
    await driver.at('do_counter', AFTER);
    await driver.ask('stepBack', { threadId: 1, granularity: 'instruction' });
    await driver.stopped('step');
    const frame = await driver.at('do_counter', BEFORE);
    assert.equal(await driver.evaluate('counter', frame), '0');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('breakpoint');
    assert.equal(await driver.evaluate('counter', await driver.at('do_counter', BEFORE)), '1');
    await driver.ask('reverseContinue', { threadId: 1 });
    await driver.stopped('breakpoint');
    assert.equal(await driver.evaluate('counter', await driver.at('do_counter', BEFORE)), '0');
    await finish(driver);
  });

  it('a replay goes to the end of the recording, and shows there what the run had come to', async () => {
    const recorded = await record();
    const driver = await room.session(launchSample({ replay: file }));
    await driver.begin('launch');
    await driver.stopped('exception');
    assert.equal(await saidToTheEnd(), recorded);
    await driver.at('do_crash');
    for (const way of ['stepBack', 'reverseContinue', 'next', 'continue'])
      assert.match(await driver.refused(way, { threadId: 1 }), /cannot go on/, way);
    await driver.at('do_crash');
    await finish(driver);
  });

  it('a replay goes back to where the recording starts, and no further', async () => {
    await record();
    const driver = await room.session(launchSample({ replay: file }));
    const capabilities = await driver.begin('launch', async () => {
      await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
    });
    assert.equal(capabilities.supportsRestartRequest, false, 'a replay is not reset, but launched again');
    await driver.stopped('breakpoint');
    await driver.ask('reverseContinue', { threadId: 1 });
    assert.match((await driver.stopped('step')).description ?? '', /recording starts here/);
    for (const way of ['stepBack', 'reverseContinue'])
      assert.match(await driver.refused(way, { threadId: 1 }), /recording starts here/, way);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('stepBack', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('continue', { threadId: 1 });
    await driver.stopped('breakpoint');
    await finish(driver);
  });

  it('a replay stands at the end of a recording that was stopped, whichever way one wants to go', async () => {
    const recording = await room.session(launchSample({ record: file }));
    await recording.begin('launch');
    await talk(room);
    await finish(recording);
    const driver = await room.session(launchSample({ replay: file }));
    await driver.begin('launch');
    await driver.stopped('exception');
    for (const way of ['stepBack', 'reverseContinue', 'stepIn', 'continue'])
      assert.match(await driver.refused(way, { threadId: 1 }), /cannot go on/, way);
    assert.equal((await driver.frames()).length > 0, true);
    await finish(driver);
  });

  it('a replay says that a recording is not complete when QEMU was killed', async () => {
    const recording = await room.session(launchSample({ record: file }));
    await recording.begin('launch');
    await talk(room);
    process.kill(room.machine.pid, 'SIGKILL');
    await recording.next('terminated');
    await recording.ask('disconnect');
    const driver = await room.session(launchSample({ replay: file }));
    await driver.initialize();
    assert.match(await driver.refused('launch'), /not complete/);
  });

  it('a recording and its replay work without a debugger’s symbols, too', async () => {
    const recorded = await record();
    const driver = await room.session(launchSample({ replay: file, debugger: 'none' }));
    await driver.begin('launch');
    await driver.stopped('exception');
    assert.equal(await saidToTheEnd(), recorded);
    await finish(driver);
  });
});
