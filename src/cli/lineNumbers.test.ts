import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '../../test/support/random';
import { LineNumbers } from './lineNumbers';

describe('the line numbers of a file', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-lines-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function linesOf(content: string | Buffer, offsets: readonly number[]): Promise<number[]> {
    const path = join(folder, 'log');
    await writeFile(path, content);
    const lines = new LineNumbers(path);
    try {
      return offsets.map((offset) => lines.lineOf(offset));
    } finally {
      lines.close();
    }
  }

  it('a line ends with its line feed, and a carriage return is part of it', async () => {
    assert.deepEqual(await linesOf('a\r\nb\r\r\n\rc', [0, 1, 2, 3, 6, 7, 8]), [1, 1, 1, 2, 2, 3, 3]);
  });

  it('lines are counted through any number of bytes, in whatever order places are asked for', async () => {
    const numbers = random(7);
    // Lines shorter and much longer than what is read at once.
    const content = Buffer.concat(
      Array.from({ length: 30 }, () => Buffer.from(`${'x'.repeat(Math.floor(numbers() ** 6 * 300_000))}\n`)),
    );
    const offsets = Array.from({ length: 40 }, () => Math.floor(numbers() * content.length));
    const expected = offsets.map(
      (offset) => content.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1,
    );
    assert.deepEqual(await linesOf(content, offsets), expected);
  });

  it('a place behind the end is in the last line', async () => {
    assert.deepEqual(await linesOf('a\nb', [1_000_000]), [2]);
    assert.deepEqual(await linesOf('', [0]), [1]);
  });
});
