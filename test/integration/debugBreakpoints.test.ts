import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import type { Dialogue } from '../support/dialogue';
import {
  AFTER,
  BEFORE,
  COUNTER_C,
  finish,
  launchSample,
  lineOf,
  PRINT,
  setBreakpoints,
  source,
  STORE,
  talk,
} from '../support/sampleDebug';

type Answer = { breakpoints: DebugProtocol.Breakpoint[] };

describe('breakpoints', () => {
  let room: DebugRoom;
  let driver: DebugDriver;
  let dialogue: Dialogue;
  beforeEach(async () => {
    room = await DebugRoom.open();
    driver = await room.session(launchSample());
    await driver.begin('launch');
    dialogue = await talk(room);
  });
  afterEach(async () => {
    try {
      await finish(driver);
      assert.deepEqual(await room.left(), []);
    } finally {
      await room.close();
    }
  });

  async function resume(): Promise<void> {
    await driver.ask('continue', { threadId: 1 });
  }

  it('breakpoints are set in a running guest without a stop being seen, and answered in order', async () => {
    const found = await setBreakpoints(driver, COUNTER_C, [
      { line: STORE },
      { line: BEFORE },
      { line: 4000 },
    ]);
    assert.deepEqual(
      found.map(({ verified, line }) => [verified, line]),
      [
        [true, STORE],
        [true, BEFORE],
        [false, undefined],
      ],
    );
    assert.match(found[2]?.message ?? '', /no such place/);
    assert.equal(driver.all('stopped').length, 0);
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    await driver.at('do_counter', BEFORE);
    const again = await setBreakpoints(driver, COUNTER_C, [{ line: PRINT }, { line: STORE }]);
    assert.equal(again[1]?.id, found[0]?.id, 'one that stays is not set again');
    await resume();
    await driver.stopped('breakpoint');
    await driver.at('do_counter', STORE);
    await setBreakpoints(driver, COUNTER_C, []);
    await resume();
    await dialogue.hear('counter 1');
  });

  it('breakpoints have conditions, hit counts and log messages, which other files do not disturb', async () => {
    const found = await setBreakpoints(driver, COUNTER_C, [
      { line: AFTER, condition: 'before == 2' },
      { line: STORE, logMessage: 'after is {after}, and {nonsense} is not' },
      { line: PRINT, hitCondition: '% 2' },
      { line: BEFORE, hitCondition: 'often' },
      { line: BEFORE, condition: 'no such thing' },
    ]);
    assert.deepEqual(
      found.map(({ verified }) => verified),
      [true, true, true, false, false],
    );
    assert.match(found[3]?.message ?? '', /not a hit count/);
    assert.match(found[4]?.message ?? '', /No symbol|syntax/);
    await setBreakpoints(driver, source('power.c'), [
      { line: lineOf(source('power.c'), 'print("resetting') },
    ]);
    await dialogue.say('counter\rcounter\rcounter\rcounter\r');
    for (const [line, before] of [
      [PRINT, '1'],
      [AFTER, '2'],
      [PRINT, '3'],
    ] as const) {
      await driver.stopped('breakpoint');
      const frame = await driver.at('do_counter', line);
      assert.equal(await driver.evaluate('before', frame), before);
      await resume();
    }
    await dialogue.hear('counter 4');
    for (const value of [1, 2, 3, 4]) await driver.says(new RegExp(`after is ${value}, and \\{`));
    assert.equal(driver.all('stopped').length, 3);
  });

  it('breakpoints on functions and instructions stop there, in hardware too, with conditions', async () => {
    const functions = await driver.ask<Answer>('setFunctionBreakpoints', {
      breakpoints: [{ name: 'add', condition: 'a == 1' }, { name: 'no_such_function' }],
    });
    assert.deepEqual(
      functions.breakpoints.map(({ verified }) => verified),
      [true, false],
    );
    await dialogue.say('counter\rcounter\r');
    await driver.stopped('function breakpoint');
    const frame = await driver.at('add');
    assert.equal(await driver.evaluate('a', frame), '1');
    const caller = (await driver.frames())[1];
    assert.ok(caller?.instructionPointerReference);
    const instructions = await driver.ask<Answer>('setInstructionBreakpoints', {
      breakpoints: [
        { instructionReference: caller.instructionPointerReference, mode: 'hardware' },
        { instructionReference: '0x1000', offset: 4, condition: '0' },
      ],
    });
    assert.equal(instructions.breakpoints[0]?.verified, true);
    assert.equal(BigInt(instructions.breakpoints[1]?.instructionReference ?? 0), 0x1004n);
    await resume();
    await driver.stopped('instruction breakpoint');
    await driver.at('do_counter', AFTER);
    await driver.ask('setInstructionBreakpoints', { breakpoints: [] });
    await setBreakpoints(driver, COUNTER_C, [{ line: PRINT, mode: 'hardware' }]);
    await resume();
    await driver.stopped('breakpoint');
    await driver.at('do_counter', PRINT);
    await resume();
    await dialogue.hear('counter 2');
  });

  it('breakpoints on data stop when it is changed, or read, with old and new value', async () => {
    const info = await driver.ask<{ dataId: string | null; description: string }>('dataBreakpointInfo', {
      name: 'counter',
    });
    assert.match(info.description, /^counter \(4 bytes at 0x/);
    assert.ok(info.dataId);
    await driver.ask('setDataBreakpoints', { breakpoints: [{ dataId: info.dataId, accessType: 'write' }] });
    await dialogue.say('counter\r');
    const stop = await driver.stopped('data breakpoint');
    assert.equal(stop.description, '0 → 1');
    await driver.at('do_counter', PRINT);
    const step = await driver.ask<{ dataId: string }>('dataBreakpointInfo', { name: 'step' });
    const both = await driver.ask<Answer>('setDataBreakpoints', {
      breakpoints: [
        { dataId: step.dataId, accessType: 'read' },
        { dataId: info.dataId, accessType: 'write', condition: 'counter == 3' },
      ],
    });
    assert.deepEqual(
      both.breakpoints.map(({ verified }) => verified),
      [true, true],
    );
    await resume();
    await dialogue.say('counter\r');
    await driver.stopped('data breakpoint');
    await driver.at('do_counter', AFTER);
    // QEMU watches any length: the guest's receive rings are 16 KB.
    const large = await driver.ask<{ dataId: string }>('dataBreakpointInfo', { name: 'uarts' });
    await driver.ask('setDataBreakpoints', { breakpoints: [{ dataId: large.dataId }] });
    await resume();
    await dialogue.say('x');
    await driver.stopped('data breakpoint');
    await driver.ask('setDataBreakpoints', { breakpoints: [] });
    await dialogue.say('\r');
    const register = await driver.ask<{ dataId: null }>('dataBreakpointInfo', { name: 'no_such_variable' });
    assert.equal(register.dataId, null);
    await resume();
    await dialogue.hear('unknown command');
  });

  it('breakpoints that are set in the Debug Console are the editor’s, too', async () => {
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    await driver.evaluate(`>break counter.c:${STORE}`);
    const { body } = await driver.next<DebugProtocol.BreakpointEvent>('breakpoint');
    assert.deepEqual(
      [body.reason, body.breakpoint.source?.path, body.breakpoint.line],
      ['new', COUNTER_C, STORE],
    );
    const found = await setBreakpoints(driver, COUNTER_C, [{ line: STORE }]);
    assert.equal(found[0]?.id, body.breakpoint.id);
    await driver.evaluate(`>delete ${body.breakpoint.id}`);
    const removed = await driver.next<DebugProtocol.BreakpointEvent>('breakpoint');
    assert.equal(removed.body.reason, 'removed');
    const again = await setBreakpoints(driver, COUNTER_C, [{ line: STORE }]);
    assert.notEqual(again[0]?.id, body.breakpoint.id);
    await resume();
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
  });
});
