/** `npm run pictures`: takes the README's picture of the sample guest in a real VS Code. */
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { openWindow } from '../workbench/window';
import { build } from './build';
import { command } from '../support/command';

const SIZE = { width: 1360, height: 800 };
const SETTINGS = {
  'workbench.activityBar.location': 'hidden',
  'terminal.integrated.tabs.showActiveTerminal': 'never',
};

command('npm run pictures', async (tasks) => {
  await build({ signal: tasks.signal });
  const driven = await openWindow({ tasks, settings: SETTINGS });
  const { editor } = driven;
  await editor.page.setViewportSize(SIZE);
  await editor.command('QEMU: Launch Sample Guest');
  await editor.waitForTerminal('Type help', 60_000);
  await editor.command('View: Toggle Primary Side Bar Visibility');
  await editor.typeInTerminal('colors\n');
  await editor.typeInTerminal('counter\n');
  await editor.waitForTerminal(/^counter 1\n>$/m);
  await editor.command('QEMU: Show Running Tasks');
  await editor.page.waitForSelector('.monaco-editor .view-line');
  await editor.focusTerminal();
  console.log(await editor.screenshot(join(root, 'media', 'readme', 'overview.png')));
  await editor.command('QEMU: Stop Machine');
  await driven.closePage();
  await driven.expectNothingLeft();
  return 0;
});
