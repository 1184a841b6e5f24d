import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onSmallDisk } from '../../../test/support/smallDisk';
import { LeftFiles } from './leftFiles';

const SAID = Buffer.from('0123456789'.repeat(150_000));

describe('files that a machine leaves', () => {
  let home: string;
  let target: string;
  let files: LeftFiles;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'qsd-left-'));
    target = await mkdtemp(join(home, 'run-'));
    const path = join(home, 'ser0');
    await writeFile(`${path}.out`, SAID);
    await writeFile(`${path}.times`, 'times');
    files = await LeftFiles.open({ ports: [{ name: 'console', path, received: SAID.length, keptFrom: 0 }] });
  });

  afterEach(async () => {
    await files.close();
    await rm(home, { recursive: true });
  });

  const copy = (from = 0): Promise<void> => files.copyTo(target, [from], () => undefined);
  const copied = (): Promise<Buffer> => readFile(join(target, 'ser0.out'));

  it('what a disk takes in parts is copied whole', async () => {
    await onSmallDisk({ most: 70_001 }, copy);
    assert.ok(SAID.equals(await copied()));
    assert.equal(await readFile(join(target, 'ser0.times'), 'utf8'), 'times');
  });

  it('a disk that becomes full within a piece makes the copy fail', async () => {
    await assert.rejects(
      onSmallDisk({ room: SAID.length - 1 }, () => copy()),
      /ENOSPC/,
    );
  });

  it('a file that ends before what was received makes the copy fail', async () => {
    await truncate(join(home, 'ser0.out'), SAID.length - 1);
    await assert.rejects(copy(), new RegExp(`ends at ${SAID.length - 1}, not`));
  });

  it('what is left out at the beginning is a hole', async () => {
    await copy(SAID.length - 3);
    const all = await copied();
    assert.equal(all.length, SAID.length);
    assert.equal(all.subarray(-4).toString(), '\u0000789');
  });
});
