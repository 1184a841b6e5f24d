import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { SAMPLE_FOLDER, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { valueOf, type DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { Dialogue } from '../support/dialogue';

const COUNTER_C = join(SAMPLE_FOLDER, 'counter.c');
const COMMANDS_C = join(SAMPLE_FOLDER, 'commands.c');

/** The line of a source file that has a text in it, so that tests outlive edits of the guest. */
function lineOf(file: string, text: string): number {
  const at = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  assert.ok(at >= 0, text);
  return at + 1;
}

const BEFORE = lineOf(COUNTER_C, 'int before = counter;');
const AFTER = lineOf(COUNTER_C, 'int after = add(');
const STORE = lineOf(COUNTER_C, 'counter = after;');

const launch = (fields: object = {}): object => ({ ...sampleGuest(), request: 'launch', ...fields });

describe('debugging with GDB', () => {
  let room: DebugRoom;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(() => room.close());

  async function guest(): Promise<Dialogue> {
    const dialogue = new Dialogue(room.machine.ports[0]!.serial, SAMPLE_PROMPT, room.room.tasks.signal);
    await dialogue.hear(SAMPLE_PROMPT);
    return dialogue;
  }

  const setBreakpoints = (driver: DebugDriver, path: string, breakpoints: object[]) =>
    driver.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
      source: { path },
      breakpoints,
    });

  it('stops at a line after text was typed, steps, shows and changes variables', async () => {
    const driver = await room.session(launch());
    await driver.begin('launch', async () => {
      const { breakpoints } = await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
      assert.deepEqual([breakpoints[0]?.verified, breakpoints[0]?.line], [true, BEFORE]);
    });
    const dialogue = await guest();
    await dialogue.say('counter\r');
    assert.equal((await driver.stopped('breakpoint')).hitBreakpointIds?.length, 1);
    const frames = await driver.frames();
    assert.deepEqual(frames.map(({ name, source }) => [name, source?.path]).slice(0, 3), [
      ['do_counter', COUNTER_C],
      ['run_line', COMMANDS_C],
      ['kernel_main', join(SAMPLE_FOLDER, 'main.c')],
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
    await driver.ask('terminate');
    await driver.next('terminated');
    await driver.ask('disconnect');
    assert.deepEqual(await room.left(), []);
  });
});
