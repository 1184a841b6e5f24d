/** What machines do by themselves, and what is told of guests that reset themselves. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { faultGuest } from '../guests/faults';
import { sampleGuest } from '../guests/sample';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, notifications, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';

const button = (label: string): string =>
  `.notifications-list-container .notification-list-item .monaco-button:text-is("${label}")`;

describe('a machine that acts by itself', () => {
  let api: QemuSerialDebugApi;
  let folder: string;

  before(async () => (api = await activate()));
  beforeEach(async () => {
    await clearNotifications();
    folder = await mkdtemp(join(tmpdir(), 'qsd-actions-'));
  });
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
    await rm(folder, { recursive: true, force: true });
  });

  const told = (text: string): Promise<string> =>
    until(`a notification with ${text}`, async () =>
      (await notifications()).find((one) => one.includes(text)),
    );

  it('a machine that acts by itself says in its terminal and in a notification what it did', async () => {
    const machine = await api.launch({
      ...sampleGuest(),
      cwd: folder,
      onMatch: [{ pattern: 'unknown command', do: ['pause', 'dumpMemory', 'notify'] }],
    });
    await port(machine).waitFor(PROMPT);
    await port(machine).send('nonsense\r');
    const text = await told('has printed: unknown command');
    assert.match(text, /the guest was paused, the memory was saved in /);
    assert.equal(machine.state, 'paused');
    await page.waitForTerminal('onMatch[0]: the guest was paused.');
    assert.equal((await readdir(join(folder, 'crashes'))).length, 1);
  });

  it('a loop of resets is told of, and explained by one click', async () => {
    const machine = await api.launch(faultGuest('x86_64-triple', folder));
    await told('resets itself again and again');
    await page.click(button('Explain'));
    await told('Triple fault: ');
    await page.waitForTerminal('A write to 0x605010');
    assert.equal(machine.state, 'running');
  });

  it('a loop of resets is paused where it wanted to reset by one click', async () => {
    const machine = await api.launch(faultGuest('x86_64-triple', folder));
    await told('resets itself again and again');
    await page.click(button('Pause at Next Reset'));
    // It is paused for a moment at the firmware's own reset, too, which is passed over.
    await until('it is paused where the guest faulted', async () => {
      const registers = await machine.hmp('info registers');
      return machine.state === 'paused' && registers.includes('CR2=0000000000605010');
    });
  });

  it('a loop of resets is ended by one click', async () => {
    const machine = await api.launch(faultGuest('x86_64-triple', folder));
    await told('resets itself again and again');
    await page.click(button('Stop'));
    const { requested, rung } = await machine.exit;
    assert.deepEqual([requested, rung], [true, 'quit']);
    assert.deepEqual(api.machines, []);
    await until('its task has ended', () => vscode.tasks.taskExecutions.length === 0);
    assert.deepEqual(await notifications(), []);
  });

  it('a PC that resets before it is ready is run again with its interrupts logged by one click', async () => {
    await api.launch({
      ...faultGuest('x86_64-triple', folder),
      reboot: 'shutdown',
      ready: 'never comes',
    });
    await told('has reset itself before it was ready');
    await page.click(button('Run Again with Interrupt Log'));
    await page.waitForTerminal('A write to 0x605010');
  });
});
