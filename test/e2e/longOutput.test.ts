/** Output of a quarter of a gigabyte, as a long run leaves it: shown, searched and gone through without reading all of it into memory. */
import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/until';
import { activate } from './support/extension';
import { clearNotifications, notifications } from './support/machines';
import { page } from './support/page';

const BYTES = 256 << 20;
/** How much more memory the extension host may have, of all its threads. */
const MOST_MORE_BYTES = 64 << 20;

const MESSAGES = [
  'usb 1-1: new high-speed USB device number 2 using dummy_hcd',
  'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.',
  '\x1b[0;32m  OK  \x1b[0m Reached target basic system.',
  'pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601',
];

/** The log of a kernel, with one line at its beginning and one at its end that are nowhere else. */
async function writeLog(path: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    let length = (await file.write('[    0.000000] needle at the beginning\r\n')).bytesWritten;
    for (let line = 0; length < BYTES;) {
      const lines: string[] = [];
      for (const end = line + 10_000; line < end; line++)
        lines.push(`[${(line / 1000).toFixed(6).padStart(12)}] ${MESSAGES[line % MESSAGES.length]}\r\n`);
      length += (await file.write(lines.join(''))).bytesWritten;
    }
    return length + (await file.write('[ 9999.000000] the very last line\r\n')).bytesWritten;
  } finally {
    await file.close();
  }
}

describe('output of a quarter of a gigabyte', () => {
  let folder: string;
  let line: unknown;
  before(async () => {
    await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-long-'));
    const path = join(folder, 'ser0.out');
    const end = await writeLog(path);
    const source = { name: 'console', path, times: join(folder, 'ser0.times'), kept: 0, end };
    const run = { id: 'long', name: 'long', startedAt: 0, endedAt: 0, config: {}, sources: [source] };
    line = { output: run, index: 0 };
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await clearNotifications();
    await rm(folder, { recursive: true });
  });

  const text = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';

  it('output of a quarter of a gigabyte is shown from its end, searched to its beginning, and takes little memory', async () => {
    const before = process.memoryUsage().rss;
    await vscode.commands.executeCommand('qemu.openSerialOutput', line);
    await until('its last line is shown', () => text().includes('the very last line'));
    await until('a whole window is read', () => text().length > 900_000);
    void vscode.commands.executeCommand('qemu.findInSerialOutput', line);
    await page.answer('to find in all output', 'needle at the beginning');
    await page.pick('needle at the beginning');
    await until('the first line is shown', () => text().startsWith('[    0.000000] needle'));
    assert.ok(text().length < 4 << 20, 'not all of it is in the editor');
    void vscode.commands.executeCommand('qemu.nextCrash');
    await until('all of it was read for crashes', async () =>
      (await notifications()).some((one) => one.includes('No crash comes after this line.')),
    );
    let more = 0;
    await until('what was needed for a moment is given back', () => {
      more = process.memoryUsage().rss - before;
      return more <= MOST_MORE_BYTES;
    }).catch((error: unknown) => {
      throw new Error(`${Math.round(more / (1 << 20))} MB more are held`, { cause: error });
    });
  });
});
