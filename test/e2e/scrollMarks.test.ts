/** Marks on a terminal's scroll bar, by which a person goes from crash to boot. */
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import {
  clearNotifications,
  ask,
  launchSample,
  notifications,
  port,
  PROMPT,
  stopAll,
} from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';

const MAXIMIZE = 'workbench.action.toggleMaximizedPanel';
const BANNER = 'QEMU Serial Debug sample guest';

describe('marks on a terminal’s scroll bar', () => {
  let api: QemuSerialDebugApi;
  before(async () => {
    api = await activate();
    // A crash that is higher than the screen is marked where the screen begins.
    await vscode.commands.executeCommand(MAXIMIZE);
  });
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
  });
  after(() => vscode.commands.executeCommand(MAXIMIZE));

  /** Goes to the mark above, and waits until its line is in the upper half of the screen. */
  const goUpTo = async (line: string): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.terminal.scrollToPreviousCommand');
    await until(`"${line}" is in the upper half`, async () => {
      const rows = (await page.terminalText()).split('\n');
      // The editor leaves a quarter of the screen above it.
      return rows.slice(0, rows.length / 2).some((row) => row.startsWith(line));
    });
  };

  it('a mark on a terminal’s scroll bar is at each crash and at the first words after a reset', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'flood 4000');
    await port(machine).send('panic\r');
    await port(machine).waitFor('halted');
    await until('the crash is told', async () =>
      (await notifications()).some((text) => text.includes('crashed')),
    );
    await machine.reset();
    await port(machine).waitFor(PROMPT);
    await ask(machine, 'flood 8000');
    await goUpTo(BANNER);
    await goUpTo('*** PANIC: ');
    for (const theme of ['light', 'dark'] as const) {
      await showTheme(theme);
      await page.screenshot(`scroll-marks-${theme}`);
    }
  });
});
