/** The encoding of a port, changed while its machine runs: in its terminals, in its document, and for what is typed. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, launchSample, notifications, PROMPT, port, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';

/** What firmware of a PC draws, in code page 437; 0x9b and 0x90 are control characters elsewhere. */
const BOX = Buffer.from('echo \xc9\xcd\xcd\xbb Setup \x9b[1mP \xc4\xc8\xcd\xcd\xbc', 'latin1');
const DRAWN = '╔══╗ Setup ¢[1mP ─╚══╝';

describe('the encoding of a port', () => {
  let api: QemuSerialDebugApi;
  let machine: MachineApi;
  before(async () => (api = await activate()));
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await stopAll(api);
    await clearNotifications();
  });

  const shows = (what: string, text: string): Promise<true> =>
    until(what, async () => (await page.terminalText()).includes(text));
  /** The guest says what firmware does. */
  const draw = async (): Promise<void> => {
    await port(machine).send(Buffer.concat([BOX, Buffer.from('\r')]));
    await port(machine).waitFor(PROMPT);
  };

  it('the encoding of a port is changed by its command, redraws what was said, and holds for keys, documents and waits', async () => {
    machine = await launchSample(api);
    await draw();
    await shows('the bytes are no UTF-8', '\ufffd');
    void vscode.commands.executeCommand('qemu.changeEncoding');
    await until('the encodings are listed', async () =>
      (await page.text('.quick-input-list .label-name')).includes('CP 437, PC'),
    );
    await page.screenshot('encoding-list');
    await page.pick('CP 437, PC');
    await shows('what was said is drawn as a PC does', DRAWN);
    assert.ok(!(await page.terminalText()).includes('\ufffd'));
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await showTheme(theme);
      await page.screenshot(`encoding-${theme}`);
    }
    assert.ok((await port(machine).text()).includes(DRAWN));
    await port(machine).waitFor(DRAWN, { from: 0 });
    await page.typeInTerminal('echo grün\n');
    await port(machine).waitFor('\ngrün\n');
    await page.typeInTerminal('ř');
    // In a narrow terminal the sentence has several rows.
    await shows('what cannot be sent is told', '… input refused');
    await shows('the character is named', '"ř"');
    await page.screenshot('encoding-refused');
    await vscode.commands.executeCommand('qemu.openSerialOutput', machine.id, 0);
    const shown = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
    await until('the document is decoded', () => shown().includes(DRAWN));
    await vscode.commands.executeCommand('qemu.changeEncoding', machine.id, 0, 'iso88591');
    await until('the document is another one', () => !shown().includes(DRAWN) && shown().includes('ÉÍÍ»'));
    await page.screenshot('encoding-document');
    // Ends when the message is closed.
    void vscode.commands.executeCommand('qemu.changeEncoding', machine.id, 0, 'latin1');
    await until('the name that was meant is told', async () =>
      /did you mean "iso88591"/.test((await notifications()).join()),
    );
  });

  it('the encoding of a port is that of its configuration from the first byte on', async () => {
    const { extensionUri } = vscode.extensions.getExtension('qemu-serial-debug.qemu-serial-debug')!;
    machine = await api.launch({
      type: 'qemu',
      kernel: vscode.Uri.joinPath(extensionUri, 'media/guest/sample.elf').fsPath,
      serial: [{ name: 'console', encoding: 'cp437' }],
    });
    await port(machine).waitFor(PROMPT);
    await draw();
    await port(machine).send('echo ░▒▓█\r');
    await shows('it is drawn as a PC does', '\n░▒▓█');
    assert.ok((await page.terminalText()).includes(DRAWN));
  });
});
