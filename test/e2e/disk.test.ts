/** What a person sees when the disk that a machine's output goes to fills up. */
import assert from 'node:assert/strict';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, launchSample, notifications, port, stopAll } from './support/machines';
import { page } from './support/page';
import { SmallDisk } from './support/smallDisk';
import { showTheme } from './support/theme';

const BUTTON = '.notifications-list-container .notification-list-item .monaco-button';

describe('a machine whose output fills the disk', () => {
  let api: QemuSerialDebugApi;
  let disk: SmallDisk;
  before(async () => (api = await activate()));
  beforeEach(async () => {
    await clearNotifications();
    disk = await SmallDisk.mount();
  });
  afterEach(async () => {
    await stopAll(api);
    await disk.unmount();
    await clearNotifications();
    await showTheme('dark');
  });

  const paused = (machine: MachineApi): Promise<unknown> =>
    until('the machine is paused', () => machine.state === 'paused');

  it('a machine whose output fills the disk is paused, says so in its terminal and a notification, and goes on by its button', async () => {
    const machine = await launchSample(api);
    await port(machine).send('flood 0\r');
    await paused(machine);
    await page.waitForTerminal('* QEMU warning: The disk of');
    const told = await until('a notification', async () =>
      (await notifications()).find((text) => text.includes('nearly full')),
    );
    assert.match(told, /left for the output of "Sample guest"\. The machine was paused\. Free space, then/);
    for (const theme of ['dark', 'light'] as const) {
      await showTheme(theme);
      await page.screenshot(`disk-${theme}`);
    }
    await disk.makeSpace();
    await page.waitForTerminal('There is space again');
    let heard = 0;
    const subscription = port(machine).onDidReceive(({ length }) => (heard += length));
    await page.click(`${BUTTON}:text-is("Resume")`);
    await until('it goes on', () => heard > 10_000);
    subscription.dispose();
  });
});
