/** A stop in code whose symbols name sources that are not on this computer. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { debug, endDebugging, frames, Recorder, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { page } from './support/page';

/** The sample guest as it would be if it had been built elsewhere: its sources have names that are nobody's here. */
async function builtElsewhere(folder: string): Promise<string> {
  const image = await readFile(SAMPLE);
  const moved = image
    .toString('latin1')
    .replace(/\b(\w+)\.c\0/g, (_, name: string) => `${'x'.repeat(name.length)}.c\0`);
  const program = join(folder, 'elsewhere.elf');
  await writeFile(program, moved, 'latin1');
  return program;
}

describe('a stack whose sources are not here', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let recorder: Recorder;
  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-elsewhere-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => (recorder = new Recorder()));
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.log(recorder.text());
    recorder.dispose();
    await endDebugging(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a stack whose sources are not here is shown in full, with the disassembly and no empty tab', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const program = await builtElsewhere(folder);
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint('do_counter')]);
    const { session } = await debug(api, { program, cwd: folder });
    await page.typeInTerminal('counter\n');
    await recorder.stop();
    const stack = await frames(session);
    assert.match(stack[0]?.name ?? '', /^do_counter \(x+\.c:\d+\)$/);
    assert.ok(stack.every(({ source }) => source === undefined));
    await vscode.commands.executeCommand('workbench.debug.action.focusCallStackView');
    const rows = await until('the whole stack is shown', async () => {
      const text = await page.text('.debug-call-stack .stack-frame .label');
      return text.length >= stack.length && text;
    });
    assert.deepEqual(
      rows,
      stack.map(({ name }) => name),
    );
    await until(
      'the disassembly is shown',
      async () => (await page.text('.disassembly-view .monaco-list-row')).length > 3,
    );
    await page.screenshot('sourceless-stack');
    const opened = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    assert.deepEqual(
      opened.filter(({ input }) => input instanceof vscode.TabInputText).map(({ label }) => label),
      [],
    );
  });
});
