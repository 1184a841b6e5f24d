/** Time stamps in a terminal: switched on after the fact, by its title bar and by keyboard. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { ask, clearNotifications, launchSample, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';

const BUTTON = '.part.panel a[aria-label*="Show or Hide QEMU Time Stamps"]';

describe('time stamps in a terminal', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  after(async () => {
    await stopAll(api);
    await clearNotifications();
  });

  const shows = (what: string, pattern: RegExp): Promise<true> =>
    until(what, async () => pattern.test(await page.terminalText()));

  it('time stamps are switched on by the terminal’s title bar, show what came before, and leave without a trace', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'help');
    await shows('the guest has said it', /^poweroff {3}/m);
    await until('the terminal has its button', async () => (await page.text(BUTTON)).length > 0);
    await page.click(BUTTON);
    await shows('a line has its time of day', /^\d\d:\d\d:\d\d\.\d{3} {4}poweroff/m);
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await showTheme(theme);
      await page.screenshot(`timestamps-${theme}`);
    }
    void vscode.commands.executeCommand('qemu.selectTimestamps');
    await page.pick('Seconds since the line before');
    await shows('a line has the seconds since the one before', /^ *\+\d+\.\d{3} {4}poweroff/m);
    await page.typeInTerminal('echo typed\n');
    await shows('a line has the time since the prompt', /^ *\+\d+\.\d{3} {4}> echo typed/m);
    await page.command('QEMU: Show or Hide QEMU Time Stamps');
    await shows('the terminal is as it was', /^poweroff {3}/m);
    assert.doesNotMatch(await page.terminalText(), /\+\d+\.\d{3} {4}/);
  });
});
