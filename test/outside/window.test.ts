import assert from 'node:assert/strict';
import { openWindow, type DrivenWindow } from '../workbench/window';

/**
 * What happens to machines when the window around them ends, in order or not, seen from outside: by pid and path.
 */
describe('a window that ends while a machine runs', () => {
  let driven: DrivenWindow;

  beforeEach(async () => {
    driven = await openWindow();
    await driven.editor.command('QEMU: Launch Sample Guest');
    await driven.editor.waitForTerminal(/Type help\.\n\n>$/);
    const commands = (await driven.processes()).map((entry) => entry.command);
    assert.ok(
      commands.some((command) => command.includes('qemu-system-i386')),
      `no QEMU among ${commands.join('; ')}`,
    );
    assert.ok((await driven.files()).some((path) => path.endsWith('ser0.out')));
  });

  afterEach(async () => {
    await driven.close();
  });

  it('a window that a person closes while a machine runs leaves nothing', async () => {
    await driven.closePage();
    await driven.expectNothingLeft();
  });

  it('a window that is reloaded while a machine runs leaves nothing, and the next machine starts', async () => {
    const before = await driven.processes();
    await driven.editor.command('Developer: Reload Window');
    await driven.expectNothingLeft();
    await driven.editor.ready();
    await driven.editor.command('QEMU: Launch Sample Guest');
    await driven.editor.waitForTerminal(/Type help\.\n\n>$/);
    const after = await driven.processes();
    assert.ok(!after.some((entry) => before.some((old) => old.pid === entry.pid)));
    await driven.closePage();
    await driven.expectNothingLeft();
  });

  it('an extension host that is killed with -9 while a machine runs leaves nothing', async () => {
    await driven.killExtensionHost();
    await driven.expectNothingLeft();
  });

  it('a VS Code server that is killed with -9 with all of its processes leaves nothing', async () => {
    const host = await driven.extensionHostPid();
    process.kill(driven.workbench.server.pid, 'SIGKILL');
    if (host !== undefined) process.kill(host, 'SIGKILL');
    await driven.expectNothingLeft();
  });
});
