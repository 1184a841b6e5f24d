import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWindow, type DrivenWindow } from '../workbench/window';
import { until } from '../support/until';

/** A folder whose settings name a "QEMU" of its own, which says that it was run. */
async function hostileFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'qsd-trust-'));
  const programs = join(folder, 'bin');
  await mkdir(programs);
  for (const name of ['qemu-system-i386', 'qemu-system-x86_64']) {
    await writeFile(join(programs, name), `#!/bin/sh\ntouch '${folder}/was-run'\nexit 1\n`);
    await chmod(join(programs, name), 0o755);
  }
  await mkdir(join(folder, '.vscode'));
  const settings = { 'qemu.installDirectory': programs };
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  return folder;
}

describe('a workspace that is not trusted', () => {
  let folder: string;
  let driven: DrivenWindow;

  beforeEach(async () => {
    folder = await hostileFolder();
    driven = await openWindow({
      folder,
      asksForTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });

  afterEach(async () => {
    await driven.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** While VS Code starts it shows no toasts, but keeps them in its list, which closes again when something else takes the focus. */
  async function untilTold(): Promise<string> {
    const { editor } = driven;
    const notice = editor.page.locator('.notification-list-item-message', { hasText: 'Restricted Mode' });
    return await until('it is told', async () => {
      await editor.command('Notifications: Show Notifications');
      return (await notice.first().isVisible()) && (await notice.first().innerText());
    });
  }

  it('a workspace that is not trusted starts no machine and runs nothing that it names, and says why', async () => {
    await driven.editor.command('QEMU: Launch Sample Guest');
    const text = await untilTold();
    assert.match(text, /QEMU was not started.*Restricted Mode.*trust/i);
    assert.ok(!existsSync(join(folder, 'was-run')));
    assert.deepEqual(await driven.remains(), []);
  });

  it('a workspace runs what it names once it is trusted', async () => {
    const { editor } = driven;
    await editor.command('QEMU: Launch Sample Guest');
    await untilTold();
    await editor.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
    await editor.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await editor.command('QEMU: Launch Sample Guest');
    // Else the test above could not fail.
    await until('the program was run', () => existsSync(join(folder, 'was-run')));
  });
});
