import assert from 'node:assert/strict';
import { openWindow, type DrivenWindow } from '../workbench/window';

/** What happens to GDB, and to the machine that it holds, when the window around them ends: by pid and path. */
describe('a window that ends while a guest stands at a breakpoint', () => {
  let driven: DrivenWindow;

  beforeEach(async () => {
    driven = await openWindow();
    await driven.editor.command('QEMU: Debug Sample Guest');
    await driven.editor.waitForTerminal(/Type help\.\n\n>$/);
    // The second port's terminal would take keys if it came in between.
    await driven.editor.page.locator('.tabs-list .monaco-list-row').nth(1).waitFor();
    await driven.editor.typeInTerminal('counter\n');
    await driven.editor.page.waitForSelector('.debug-call-stack .monaco-list-row:has-text("do_counter")');
    const commands = (await driven.processes()).map((entry) => entry.command).join('; ');
    assert.match(commands, /qemu-system-i386/);
    assert.match(commands, /gdb.*--interpreter/);
  });

  afterEach(async () => {
    await driven.close();
  });

  it('a window that a person closes while a guest stands at a breakpoint leaves nothing', async () => {
    await driven.closePage();
    await driven.expectNothingLeft();
  });

  it('a window that is reloaded while a guest stands at a breakpoint leaves nothing', async () => {
    await driven.editor.command('Developer: Reload Window');
    await driven.expectNothingLeft();
  });

  it('an extension host that is killed with -9 while a guest stands at a breakpoint leaves nothing', async () => {
    await driven.killExtensionHost();
    await driven.expectNothingLeft();
  });
});
