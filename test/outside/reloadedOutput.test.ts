import assert from 'node:assert/strict';
import { join } from 'node:path';
import { until } from '../support/until';
import { screenshots } from '../workbench/pageActions';
import { openWindow, type DrivenWindow } from '../workbench/window';

const LINE = '.editor-instance .view-line';
/** By the sample guest, before it listens. */
const SAID = 'serial ports: 2. Type help.';
const DIALOG = '.monaco-dialog-box';

/** Real dialogs, and a real reload: neither is to be had in the windows that tests run inside of. */
describe('serial output in a tab of a window that is reloaded', () => {
  let driven: DrivenWindow;

  beforeEach(async () => {
    driven = await openWindow({ settings: { 'workbench.colorTheme': 'Default Light Modern' } });
    await driven.editor.command('QEMU: Launch Sample Guest');
    await driven.editor.waitForTerminal(/Type help\.\n\n>$/);
  });

  afterEach(async () => {
    await driven.close();
  });

  const shows = async (text: string): Promise<void> => {
    await until(`the editor shows "${text}"`, async () =>
      (await driven.editor.text(LINE)).join('\n').replaceAll('\u00a0', ' ').includes(text),
    );
  };
  const picture = (name: string): Promise<string> =>
    driven.editor.screenshot(join(screenshots, `${name}.png`));
  const reload = async (): Promise<void> => {
    await driven.editor.command('Developer: Reload Window');
    await driven.expectNothingLeft();
    await driven.editor.ready();
  };
  const askToDelete = async (): Promise<string> => {
    await driven.editor.command('QEMU: Delete Run…');
    await driven.editor.page.locator(DIALOG).waitFor();
    return (await driven.editor.text(DIALOG)).join();
  };

  it('serial output in a tab is that of the kept run after a reload, and says that it is gone when a person has deleted that', async () => {
    await driven.editor.command('QEMU: Open Serial Output');
    await shows(SAID);
    await driven.editor.page.setViewportSize({ width: 700, height: 800 });
    await reload();
    await shows(SAID);
    await picture('reloaded-output');
    assert.match(await askToDelete(), /Delete the run of "Sample guest"\?.*cannot be brought back/);
    await picture('delete-run-dialog');
    await driven.editor.page.keyboard.press('Escape');
    await driven.editor.page.locator(DIALOG).waitFor({ state: 'hidden' });
    assert.deepEqual(await driven.editor.notifications(), []);
    await askToDelete();
    await driven.editor.page.locator(DIALOG).getByRole('button', { name: 'Delete', exact: true }).click();
    await driven.editor.page.locator(DIALOG).waitFor({ state: 'hidden' });
    await reload();
    await shows('what it has said here is not kept');
    await picture('reloaded-output-gone');
  });
});
