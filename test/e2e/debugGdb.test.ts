/** A debug session with symbols, through GDB: the sample guest, from F5 to the last process. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import {
  breakAt,
  COUNTER,
  debug,
  endDebugging,
  evaluate,
  frames,
  ask as request,
  LINES,
  Recorder,
  scopeOf,
  type Started,
  topFrame,
  variables,
} from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, expectGone, notifications, port, PROMPT } from './support/machines';
import { page } from './support/page';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const run = (command: string): Thenable<unknown> =>
  vscode.commands.executeCommand(`workbench.action.debug.${command}`);

describe('debugging with GDB', () => {
  let api: QemuSerialDebugApi;
  let recorder: Recorder;
  before(async () => {
    api = await activate();
    // Those of the suites before are no answer to what is done here.
    await clearNotifications();
  });
  beforeEach(() => (recorder = new Recorder()));
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.log(recorder.text());
    recorder.dispose();
    await endDebugging(api);
    await expectNoChildren();
  });

  /** A session that stands at `int after = add(before, step);`, since `counter` was typed. */
  async function atBreakpoint(config: object = {}): Promise<Started> {
    breakAt(LINES.after);
    const started = await debug(api, config);
    await page.typeInTerminal('counter\n');
    await recorder.stop('breakpoint');
    return started;
  }

  it('the debugger stops at a line of C when text is typed on the serial port, and shows it', async () => {
    const { session, machine } = await atBreakpoint();
    const stack = await frames(session);
    assert.ok(stack[0]);
    assert.deepEqual(
      stack.slice(0, 3).map(({ name }) => name),
      ['do_counter', 'run_line', 'kernel_main'],
    );
    assert.ok(stack[0].source?.path?.endsWith(COUNTER), stack[0].source?.path);
    assert.equal(stack[0].line, LINES.after);
    await until(
      'the editor shows the source',
      () => vscode.window.activeTextEditor?.document.uri.fsPath === COUNTER,
    );
    assert.equal(machine.state, 'paused');
    await run('continue');
    await port(machine).waitFor('counter 1');
    assert.deepEqual(await notifications(), []);
  });

  it('the debugger steps over, into and out, with the buttons’ own commands', async () => {
    const { session } = await atBreakpoint();
    await run('stepInto');
    await recorder.stop('step');
    assert.deepEqual(
      (await frames(session)).slice(0, 2).map(({ name, line }) => [name, line]),
      [
        ['add', LINES.add],
        ['do_counter', LINES.after],
      ],
    );
    await run('stepOut');
    await recorder.stop();
    assert.equal((await topFrame(session)).name, 'do_counter');
    await run('stepOver');
    await recorder.stop('step');
    const { name, line } = await topFrame(session);
    assert.deepEqual([name, line], ['do_counter', LINES.assign]);
  });

  it('the debugger shows locals and globals, and a variable that is set changes what the guest does', async () => {
    const { session, machine } = await atBreakpoint();
    const { id } = await topFrame(session);
    const locals = await variables(session, id, /^Locals?$/);
    assert.equal(locals.get('before'), '0');
    assert.ok(locals.has('after') && locals.has('arguments'), [...locals.keys()].join());
    assert.equal(await evaluate(session, 'step', id), '1');
    assert.equal(await evaluate(session, 'counter + 41', id), '41');
    const reference = await scopeOf(session, id, /^Locals?$/);
    await request(session, 'setVariable', { variablesReference: reference, name: 'before', value: '100' });
    await evaluate(session, 'step = 7', id, 'repl');
    await run('continue');
    await port(machine).waitFor('counter 107');
    await port(machine).waitFor(PROMPT);
    await page.typeInTerminal('counter\n');
    await recorder.stop('breakpoint');
    await run('continue');
    await port(machine).waitFor('counter 114');
  });

  it('the debugger shows registers and memory as QEMU has them', async () => {
    const { session, machine } = await atBreakpoint();
    const { id } = await topFrame(session);
    const registers = await variables(session, id, /^Registers?$/);
    const text = await machine.hmp('info registers');
    for (const name of ['eax', 'ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp', 'esp', 'eip']) {
      const own = new RegExp(`${name}=([0-9a-f]{8})`, 'i').exec(text)?.[1];
      const shown = registers.get(name);
      assert.equal(Number(shown), Number(`0x${own}`), `${name}: ${shown} of ${[...registers].join(' ')}`);
    }
    const address = /0x[0-9a-f]+/.exec(await evaluate(session, '&step', id))?.[0];
    assert.ok(address);
    const { data } = await request<{ data: string }>(session, 'readMemory', {
      memoryReference: address,
      count: 32,
    });
    const dump = await machine.hmp(`xp /32xb ${address}`);
    const bytes = dump.split('\n').flatMap((line) => line.replace(/^\S+/, '').match(/0x[0-9a-f]{2}/g) ?? []);
    assert.deepEqual([...Buffer.from(data, 'base64')], bytes.map(Number));
  });

  it('a session with GDB leaves nothing behind when it is stopped', async () => {
    const { machine } = await atBreakpoint();
    await run('stop');
    assert.equal((await machine.exit).requested, true);
    await expectGone(machine);
    await until('the session has ended', () => vscode.debug.activeDebugSession === undefined);
    await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
    await expectNoChildren();
    assert.deepEqual([api.machines, await notifications()], [[], []]);
  });

  it('a session with GDB restarts: the guest boots again and meets its breakpoints', async () => {
    const { machine, session } = await atBreakpoint();
    const { end } = await port(machine).waitFor('counter');
    await run('restart');
    await port(machine).waitFor('QEMU Serial Debug sample guest', { from: end });
    await port(machine).waitFor(PROMPT);
    assert.equal(vscode.debug.activeDebugSession?.id, session.id);
    await page.typeInTerminal('counter\n');
    await recorder.stop('breakpoint');
    assert.equal(await evaluate(session, 'counter', (await topFrame(session)).id), '0');
  });

  it('the debugger stops in a function that the configuration names, before its first breakpoint', async () => {
    const { session, machine } = await debug(api, { stopOnSymbol: 'kernel_main' }, null);
    await recorder.stop();
    assert.equal((await topFrame(session)).name, 'kernel_main');
    assert.equal(await port(machine).text(), '');
    await run('continue');
    await port(machine).waitFor(PROMPT);
  });
});
