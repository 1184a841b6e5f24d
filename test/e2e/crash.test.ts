/** What a person sees when a guest crashes. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, launchSample, notifications, port, stopAll } from './support/machines';
import { page } from './support/page';

const BUTTON = '.notifications-list-container .notification-list-item .monaco-button';

describe('a guest that crashes', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  beforeEach(clearNotifications);
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
  });

  it('a guest that crashes is told of in a notification, whose button copies a report', async () => {
    const machine = await launchSample(api);
    await port(machine).send('panic\r');
    await until('a notification', async () =>
      (await notifications()).some((text) => text.includes('has crashed: PANIC: table_of_sums is damaged')),
    );
    await vscode.env.clipboard.writeText('');
    await page.click(`${BUTTON}:text-is("Copy Report")`);
    const report = await until(
      'a report on the clipboard',
      async () => await vscode.env.clipboard.readText(),
    );
    assert.match(report, /^# `PANIC: table_of_sums is damaged`/);
    assert.match(report, /## Stack\n\n```\n#0 0x[0-9a-f]{8}\n/);
    assert.match(report, /## Output\n\n[^]*\nhalted\n```/);
  });
});
