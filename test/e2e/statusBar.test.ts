import assert from 'node:assert/strict';
import type { QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { launchSample, stopAll } from './support/machines';
import { page } from './support/page';
import { waitFor } from './support/waitFor';

const ITEM = '.statusbar-item[id="qemu-serial-debug.qemu-serial-debug.qemu.machines"]';

describe('status bar item', () => {
  let api: QemuSerialDebugApi;

  const text = async (): Promise<string> => (await page.text(ITEM)).join('').trim();
  const has = async (selector: string): Promise<boolean> =>
    (await page.text(`${ITEM} ${selector}`)).length > 0;

  before(async () => {
    api = await activate();
    await stopAll(api);
    await waitFor(async () => (await text()) === '', 5000, 'the item is there');
  });

  afterEach(async () => {
    await stopAll(api);
    await waitFor(async () => (await text()) === '', 5000, 'the item stays');
  });

  it('is there while a machine runs, with its name and state', async () => {
    assert.equal(await text(), '');
    const machine = await launchSample(api);
    await waitFor(async () => (await text()) === machine.name, 5000, 'the item does not name the machine');
    await waitFor(() => has('.codicon-vm-running'), 5000, 'the item does not show that it runs');
    await machine.pause();
    await waitFor(() => has('.codicon-debug-pause'), 5000, 'the item does not show that it is paused');
    await machine.resume();
    await waitFor(() => has('.codicon-vm-running'), 5000, 'the item does not show that it runs again');
  });

  it('counts several machines', async () => {
    await launchSample(api);
    await launchSample(api);
    await waitFor(async () => (await text()) === '2 machines', 5000, 'the item does not count');
  });

  it('offers what one can do, and does it', async () => {
    const machine = await launchSample(api);
    await waitFor(async () => (await text()) === machine.name, 5000, 'no item');
    await page.click(ITEM);
    await page.pick('Pause');
    await waitFor(() => machine.state === 'paused', 5000, 'it was not paused');
    await page.click(ITEM);
    await page.pick('Resume');
    await waitFor(() => machine.state === 'running', 5000, 'it was not resumed');
  });

  it('shows state, ports and counters when pointed at', async () => {
    const machine = await launchSample(api);
    await waitFor(async () => (await text()) === machine.name, 5000, 'no item');
    const show = `document.querySelector('${ITEM.replaceAll("'", "\\'")} a').dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))`;
    const hover = await waitFor(
      async () => {
        await page.evaluate(show);
        return (await page.text('.monaco-hover .hover-contents')).find((shown) =>
          shown.includes(`pid ${machine.pid}`),
        );
      },
      10_000,
      'no tooltip',
    );
    for (const part of ['running', 'console', 'second', 'Received', 'Monitor', 'Show Running Tasks']) {
      assert.ok(hover.includes(part), `${part} is not in: ${hover}`);
    }
  });
});
