/** A debug session without symbols: a stripped image, and QEMU's own monitor in GDB's place. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import {
  ask as request,
  debug,
  endDebugging,
  evaluate,
  Recorder,
  SAMPLE,
  topFrame,
  variables,
} from './support/debugging';
import { activate } from './support/extension';
import { ask, expectGone, port, PROMPT } from './support/machines';
import { page } from './support/page';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const run = (command: string): Thenable<unknown> =>
  vscode.commands.executeCommand(`workbench.action.debug.${command}`);

/** An ELF file without its section table has neither symbols nor debug information, and boots as before. */
async function strip(from: string, to: string): Promise<string> {
  const image = await readFile(from);
  image.writeUInt32LE(0, 32); // e_shoff
  image.fill(0, 46, 52); // e_shentsize, e_shnum, e_shstrndx
  await writeFile(to, image);
  return to;
}

describe('debugging without symbols', () => {
  let api: QemuSerialDebugApi;
  let recorder: Recorder;
  let folder: string;
  let kernel: string;
  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-stripped-'));
    kernel = await strip(SAMPLE, join(folder, 'stripped.elf'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => (recorder = new Recorder()));
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.log(recorder.text());
    recorder.dispose();
    await endDebugging(api);
    await expectNoChildren();
  });

  it('a session without symbols pauses, shows registers as QEMU has them, goes on, restarts and leaves nothing', async () => {
    const { session, machine } = await debug(api, { kernel, debugger: 'none' });
    await recorder.pause();
    assert.equal(machine.state, 'paused');
    await until(
      'a frame is chosen, so that registers are shown',
      () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame,
    );
    await until(
      'the disassembly is shown',
      async () => (await page.text('.disassembly-view .monaco-list-row')).length > 3,
    );
    const { threads } = await request<{ threads: unknown[] }>(session, 'threads');
    assert.equal(threads.length, 1);
    const frame = await topFrame(session);
    const text = await machine.hmp('info registers');
    const registers = await variables(session, frame.id, /^Registers?$/);
    for (const name of ['EAX', 'EBX', 'ESP', 'EIP']) {
      const own = new RegExp(`${name}=([0-9a-f]{8})`).exec(text)?.[1];
      const shown = registers.get(name) ?? registers.get(name.toLowerCase());
      assert.equal(Number(shown), Number(`0x${own}`), `${name} in ${[...registers.keys()].join()}`);
    }
    await run('continue');
    await until('it goes on', () => machine.state === 'running');
    assert.equal(await ask(machine, 'echo on it goes'), 'on it goes');
    await run('restart');
    await port(machine).waitFor('QEMU Serial Debug sample guest');
    await port(machine).waitFor(PROMPT);
    await run('stop');
    assert.equal((await machine.exit).requested, true);
    await expectGone(machine);
    await expectNoChildren();
  });

  it('a session without symbols is what "auto" begins for an image that has none', async () => {
    const { session, machine } = await debug(api, { kernel });
    await recorder.pause();
    const status = await evaluate(session, 'info status', undefined, 'repl');
    assert.match(status, /paused/);
    await run('continue');
    await evaluate(session, 'serial: echo by the console', undefined, 'repl');
    await port(machine).waitFor('\nby the console');
  });

  it('a session runs without debugging at all', async () => {
    const { session, machine } = await debug(api, { noDebug: true, stopOnSymbol: 'kernel_main' });
    assert.equal(machine.state, 'running');
    assert.equal(await ask(machine, 'echo free'), 'free');
    await vscode.debug.stopDebugging(session);
    await machine.exit;
    await expectGone(machine);
  });
});
