import assert from 'node:assert/strict';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { clearNotifications, launchSample, port, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

const ITEM = '.statusbar-item[id="qemu-serial-debug.qemu-serial-debug.qemu.machines"]';

describe('status bar item', () => {
  let api: QemuSerialDebugApi;

  const text = async (): Promise<string> => (await page.text(ITEM)).join('').trim();
  const has = async (selector: string): Promise<boolean> =>
    (await page.text(`${ITEM} ${selector}`)).length > 0;

  before(async () => {
    api = await activate();
    await stopAll(api);
    await until('the item has gone', async () => (await text()) === '');
  });

  afterEach(async () => {
    await stopAll(api);
    await until('the item has gone', async () => (await text()) === '');
  });

  it('the status bar item is there while a machine runs, with its name and state', async () => {
    assert.equal(await text(), '');
    const machine = await launchSample(api);
    await until('the item names the machine', async () => (await text()) === machine.name);
    await until('the item shows that it runs', () => has('.codicon-vm-running'));
    await machine.pause();
    await until('the item shows that it is paused', () => has('.codicon-debug-pause'));
    await machine.resume();
    await until('the item shows that it runs again', () => has('.codicon-vm-running'));
  });

  it('the status bar item counts several machines', async () => {
    await launchSample(api);
    await launchSample(api);
    await until('the item counts the machines', async () => (await text()) === '2 machines');
  });

  it('the status bar item offers what one can do, and does it', async () => {
    const machine = await launchSample(api);
    await until('there is an item', async () => (await text()) === machine.name);
    await page.click(ITEM);
    await page.pick('Pause');
    await until('it is paused', () => machine.state === 'paused');
    await page.click(ITEM);
    await page.pick('Resume');
    await until('it runs again', () => machine.state === 'running');
  });

  const hover = (wanted: string): Promise<string> =>
    until('there is a tooltip', async () => {
      await page.evaluate(
        `document.querySelector('${ITEM.replaceAll("'", "\\'")} a').dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))`,
      );
      return (await page.text('.monaco-hover .hover-contents')).find((shown) => shown.includes(wanted));
    });

  it('the status bar item shows that a guest has crashed, and how, until it is reset', async () => {
    const machine = await launchSample(api);
    await port(machine, 1).waitFor('\r\n');
    await port(machine, 1).send(
      '\r\n*** PANIC: see https://example.org [x](command:qemu.stop)\r\nhalted\r\n',
    );
    await until('the item shows the crash', () => has('.codicon-error'));
    assert.equal(await has('.codicon-vm-running'), true, 'and that it runs');
    const shown = await hover('Show Decoded Crash');
    assert.match(shown, /PANIC: see https:\/\/example\.org \[x\]\(command:qemu\.stop\) · Show Decoded Crash/);
    const links = await page.text('.monaco-hover .hover-contents a');
    assert.deepEqual(
      links.filter((each) => /example|^x$/.test(each)),
      [],
    );
    await page.screenshot('status crash');
    await clearNotifications();
    await page.click(ITEM);
    await until('the picker says so', async () =>
      (await page.text('.quick-input-list')).some((each) => each.includes('(running, crashed)')),
    );
    await page.press('Escape');
    await machine.reset();
    await until('the item shows it no more', async () => !(await has('.codicon-error')));
  });

  it('the status bar item shows state, ports and counters when pointed at', async () => {
    const machine = await launchSample(api);
    await until('there is an item', async () => (await text()) === machine.name);
    const shown = await hover(`pid ${machine.pid}`);
    for (const part of ['running', 'console', 'second', 'Received', 'Monitor', 'Show Running Tasks']) {
      assert.ok(shown.includes(part), `${part} is not in: ${shown}`);
    }
  });
});
