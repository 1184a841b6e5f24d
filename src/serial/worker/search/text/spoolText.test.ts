import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spoolText } from './spoolText';

describe('the text of a spool', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-text-'))));
  after(() => rm(folder, { recursive: true }));

  async function text(written: string, from = 0, masked = false): Promise<string> {
    const path = join(folder, 'ser0.out');
    await writeFile(path, written);
    return spoolText({ path, from, to: Buffer.byteLength(written), masked });
  }

  it('the text of a spool is what a person reads, with a last line that has no end', async () => {
    assert.equal(await text('\x1b[31mred\x1b[0m\r\n10%\r99%\r\n> '), 'red\n10%\n99%\n> ');
  });

  it('the text of a spool that begins in the middle begins with a whole line', async () => {
    assert.equal(await text('first\nsecond\nthird\n', 3), 'second\nthird');
  });

  it('the text of a spool is the same whatever pieces it is read in', async () => {
    const line = 'ä'.repeat(30);
    const lines = Array.from({ length: 5000 }, (_, index) => `${index} ${line}`);
    assert.equal(await text(`${lines.join('\r\n')}\r\n`), lines.join('\n'));
  });

  it('the text of a spool has words in place of what differs from run to run', async () => {
    assert.equal(
      await text('[    0.000001] up\n[    0.1234567] pid 7\n', 0, true),
      '‹time› up\n‹time› ‹pid›',
    );
  });
});
