/** What people send to a port beside what they type. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import { clearNotifications, launchSample, notifications, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

const MACROS = {
  greet: 'echo by macro\r',
  bytes: { hex: '65 63 68 6f 20 62 79 20 68 65 78 0d' },
  dialogue: {
    steps: [
      { send: 'counter\r' },
      { waitFor: { pattern: 'counter (\\d+)' }, capture: 'count' },
      { send: 'echo counted ${step:count}\r' },
      { waitFor: 'counted', timeoutSeconds: 30 },
    ],
  },
  wrong: { hex: 'x' },
  late: {
    steps: [
      { send: 'echo [update now](command:qemu.showLog)\r' },
      { waitFor: 'update now', timeoutSeconds: 30 },
      { waitFor: 'what never comes', timeoutSeconds: 1 },
    ],
  },
};

const LIST = '.quick-input-widget .quick-input-list .monaco-list-row';
const TITLE = '.quick-input-widget .quick-input-title';
const BOX = `document.querySelector('.quick-input-widget input.input')?.value`;

describe('sending', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;
  const settings = vscode.workspace.getConfiguration('qemu');
  const run = (id: string, ...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(id, ...args);
  const hear = (text: string | RegExp) => port(machine).waitFor(text);

  /** What the sample guest says to a control character that it does not know. @returns where it said so. */
  const ring = async (): Promise<{ end: number }> => {
    await port(machine).send('\x06');
    return await port(machine).waitFor('\x07', { raw: true });
  };

  before(async () => {
    api = await activate();
    machine = await launchSample(api);
    await settings.update('macros', MACROS, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await settings.update('keyPrefix', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('macros', undefined, vscode.ConfigurationTarget.Global);
    await stopAll(api);
  });

  it('text is sent as a person types it, as an argument, and as a keyboard shortcut gives it', async () => {
    await run('qemu.sendText', machine.id, 'console', 'echo short');
    await run('qemu.sendText', { text: 'cut\r', machine: machine.id, port: 'console' });
    await hear('\r\nshortcut\r\n');
    await page.command('QEMU: Send Text…');
    await page.pick('console');
    await page.answer('Sent as one line', 'echo by hand');
    await hear('\r\nby hand\r\n');
  });

  it('lines are edited, sent one after the other, and found again', async () => {
    await page.focusTerminal();
    await page.command('QEMU: Send Lines…');
    await page.pick('console');
    // The list of ports was there before.
    await until('the list is open', async () =>
      (await page.text(TITLE)).some((title) => title.includes('Send Lines to')),
    );
    const type = async (line: string): Promise<void> => {
      // It still holds the line before until that one has been sent.
      await until('the box is empty', async () => (await page.evaluate(BOX)) === '');
      await page.type(line);
      await until('the line is first', async () => (await page.text(LIST))[0]?.includes(line));
    };
    await type('echo first');
    await page.press('Enter');
    await hear('\r\nfirst\r\n');
    await type('echo second');
    await page.press('Enter');
    await hear('\r\nsecond\r\n');
    await until('both are remembered', async () => (await page.text(LIST)).length === 3);
    // The list may be made anew under the first key.
    await until('the line before is selected', async () => {
      if ((await page.text(`${LIST}.focused`))[0]?.includes('echo first')) return true;
      await page.press('ArrowDown');
      return false;
    });
    await page.press('Enter');
    await hear('\r\nfirst\r\n');
    await page.screenshot('send-lines');
    await page.press('Escape');
  });

  it('hexadecimal bytes, control characters and BREAK are sent', async () => {
    await run('qemu.sendHex', { hex: '65 63 68 6f 20 41 42', machine: machine.id, port: 0 });
    await page.command('QEMU: Send Control Character…');
    await page.pick('console');
    await until('the list is open', async () =>
      (await page.text(LIST)).some((row) => row.includes('Ctrl+@')),
    );
    await page.type('0x0d');
    await page.screenshot('send-control-character');
    await until('it is found', async () => (await page.text(LIST)).length === 1);
    await page.pick('0x0d');
    await hear('\r\nAB\r\n');
    await run('qemu.sendBreak', machine.id, 'console');
    await hear('[BREAK]');
    await run('qemu.sendSysRq', { key: 'h', machine: machine.id, port: 'console' });
    await hear(/\[BREAK\][^]*h/);
    await run('qemu.sendControlCharacter', machine.id, 'console', 'Ctrl+C');
    await hear(PROMPT);
  });

  it('a key behind the prefix is for us, and the prefix twice is for the guest', async () => {
    await settings.update('keyPrefix', 'ctrl+t', vscode.ConfigurationTarget.Global);
    await page.focusTerminal();
    await page.press('Control+T');
    await page.press('b');
    await hear('[BREAK]');
    await page.focusTerminal();
    await page.press('Control+T');
    await page.press('?');
    await until('the keys are listed', async () =>
      (await page.text(LIST)).some((row) => row.includes('SysRq')),
    );
    await page.screenshot('prefix-keys');
    await page.press('Escape');
    await page.focusTerminal();
    const { end: from } = await ring();
    await page.press('Control+T');
    await page.press('Control+T');
    await until('the guest has it', async () => (await port(machine).text(from)).includes('\x07'));
    await settings.update('keyPrefix', undefined, vscode.ConfigurationTarget.Global);
  });

  it('keys of the editor’s go to the guest when the person says so', async () => {
    await run('qemu.toggleGuestKeys');
    await page.focusTerminal();
    const { end: from } = await ring();
    for (const letter of 'EFGKP') await page.press(`Control+${letter}`);
    await until('the guest has all of them', async () => {
      const text = await port(machine).text(from);
      return text.split('\x07').length > 5;
    });
    await run('qemu.toggleGuestKeys');
    assert.notEqual(vscode.workspace.getConfiguration('qemu').get('terminal.guestKeys'), true);
  });

  it('macros are sent by their names: text, bytes, and steps that wait', async () => {
    await page.command('QEMU: Send Macro…');
    await page.pick('console');
    await page.pick('greet');
    await hear('\r\nby macro\r\n');
    await run('qemu.sendMacro', { macro: 'bytes', machine: machine.id, port: 'console' });
    await hear('\r\nby hex\r\n');
    await run('qemu.sendMacro', { macro: 'dialogue', machine: machine.id, port: 'console' });
    await hear(/\r\ncounted \d+\r\n/);
  });

  it('a macro that is wrong or not there is told', async () => {
    for (const [macro, said] of [
      ['wrong', '"x" is no row of hexadecimal bytes'],
      ['nowhere', 'has no macro "nowhere"'],
    ] as const) {
      void run('qemu.sendMacro', { macro, machine: machine.id, port: 'console' });
      await until('it is told', async () => (await notifications()).some((text) => text.includes(said)));
      await clearNotifications();
    }
  });

  it('a guest’s words are no link in the message of a macro that they have failed', async () => {
    void run('qemu.sendMacro', { macro: 'late', machine: machine.id, port: 'console' });
    await until('it is told', async () =>
      (await notifications()).some((text) => text.includes('[update now] (command:qemu.showLog)')),
    );
    assert.deepEqual(await page.text('.notification-list-item-message a'), []);
    await clearNotifications();
  });

  it('a file is sent byte for byte, and line by line after each echo', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-send-'));
    try {
      const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7) % 256));
      await writeFile(join(folder, 'data'), bytes);
      await port(machine).send(`raw ${bytes.length}\r`);
      await hear(`raw: send ${bytes.length} bytes`);
      await run('qemu.sendFile', machine.id, 'console', join(folder, 'data'));
      const { text } = await hear(/raw: (got|gave).*\r\n/);
      const crc = crc32(bytes).toString(16).padStart(8, '0');
      assert.match(text, new RegExp(`got ${bytes.length} bytes, crc32 ${crc}`));
      await hear('> ');
      await writeFile(join(folder, 'script'), 'echo line one\necho line two\n');
      await run('qemu.sendFile', {
        path: join(folder, 'script'),
        way: 'echo',
        machine: machine.id,
        port: 'console',
      });
      await hear(/\r\nline one\r\n[^]*\r\nline two\r\n/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a file that nothing in the guest asks for can be cancelled', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-send-'));
    try {
      await writeFile(join(folder, 'image'), 'x');
      const args = { path: join(folder, 'image'), way: 'xmodem', machine: machine.id, port: 'console' };
      let ended = false;
      const sending = Promise.resolve(run('qemu.sendFile', args)).finally(() => (ended = true));
      await until('it is shown', async () =>
        (await notifications()).some((text) => text.includes('Sending image')),
      );
      await page.screenshot('send-file');
      // The files sent before are still listed, and what goes moves the others.
      await until(
        'it has ended',
        async () => {
          if (!ended) await page.click('.notification-list-item:has-text("Sending image") .monaco-button');
          return ended;
        },
        { everyMs: 1000 },
      );
      await sending;
      await port(machine).send('\x03\recho alive\r');
      await hear('\r\nalive\r\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
