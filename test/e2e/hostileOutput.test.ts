/** What a guest may print without the window noticing. The second port of the sample guest echoes what it is sent. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { ask, launchSample, port, stopAll, terminalNamed } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

const SECOND = 'second - Sample guest';
/** Sequences that took minutes, or costs the terminal most for their length. */
const COUNTED = ['S', 'T', 'L', 'M', 'I', 'Z', 'b', '@', 'P', 'X'];
const STORMS: Readonly<Record<string, string>> = {
  'scrolling up': '\x1b[99999S',
  'scrolling down': '\x1b[99999T',
  'inserting lines': '\x1b[99999L',
  'repeating characters': 'x\x1b[99999b',
  'screen tests': '\x1b#8',
  'terminal resets': '\x1bc',
  'the other screen': '\x1b[?1049h\x1b[?1049l',
  colours: '\x1b]4;1;#123\x07\x1b]4;1;#321\x07',
  bells: '\x07',
  questions: '\x1b[6n',
};

/** Begins to note for how long the window does nothing else, in milliseconds. */
const WATCH = `(() => {
  let last = performance.now();
  window.longestPause = 0;
  clearInterval(window.pauseWatch);
  window.pauseWatch = setInterval(() => {
    const now = performance.now();
    window.longestPause = Math.max(window.longestPause, now - last - 10);
    last = now;
  }, 10);
})()`;

describe('a guest that prints what costs much', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;
  before(async () => (api = await activate()));
  beforeEach(async () => {
    machine = await launchSample(api);
    await port(machine, 1).waitFor('\r\n');
    const second = await until('there is a second terminal', () => terminalNamed(SECOND));
    second.show();
    await page.evaluate(WATCH);
  });
  afterEach(() => stopAll(api));

  const print = async (text: string): Promise<void> => {
    await port(machine, 1).send(text);
    await port(machine, 1).send('\r\nshown\r\n');
    await page.waitForTerminal('\nshown', 60_000);
  };
  const pause = async (): Promise<number> => Number(await page.evaluate('window.longestPause'));

  it('the window is not stopped by counts that no screen has', async () => {
    for (const final of COUNTED) await print(`\x1b[2147483647${final}`);
    console.log(`      longest pause of the window: ${Math.round(await pause())} ms`);
    assert.equal(await ask(machine, 'echo alive'), 'alive');
  });

  for (const [name, unit] of Object.entries(STORMS)) {
    it(`the window is not stopped by 64 kB of ${name}`, async () => {
      await print('x'.repeat(64_000));
      const ordinary = await pause();
      await page.evaluate(WATCH);
      await print(unit.repeat(Math.ceil(65_536 / unit.length)));
      console.log(`      longest pause: ${Math.round(await pause())} ms; in text ${Math.round(ordinary)} ms`);
      await page.screenshot(`storm ${name}`);
      assert.equal(await ask(machine, 'echo alive'), 'alive');
    });
  }

  it('a guest’s question is answered once, and not again in a terminal that shows it later', async () => {
    const answers = async (): Promise<number> => (await port(machine, 1).text()).split(/\d+;\d+R/).length - 1;
    await print('where? \x1b[6n');
    await until('it is answered', async () => (await answers()) === 1);
    terminalNamed(SECOND)?.dispose();
    await until('it has gone', () => !terminalNamed(SECOND));
    await vscode.commands.executeCommand('qemu.openTerminal', machine.id, 'second');
    await vscode.commands.executeCommand('workbench.action.terminal.focus');
    await print('again');
    assert.equal(await answers(), 1);
  });
});
