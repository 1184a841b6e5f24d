import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE_ELF, SAMPLE_FOLDER, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';

const run = promisify(execFile);

/** Where a copy is built: a path of another length, so that a path that slips into the file shows. */
async function rebuild(folder: string): Promise<string> {
  await cp(SAMPLE_FOLDER, folder, { recursive: true });
  await rm(join(folder, 'sample.elf'));
  await run('make', ['-s'], { cwd: folder });
  return join(folder, 'sample.elf');
}

describe('the sample guest that is shipped', () => {
  let scratch: string;
  before(async () => (scratch = await mkdtemp(join(tmpdir(), 'qsd-guest-'))));
  after(() => rm(scratch, { recursive: true, force: true }));

  it('the sample guest that is shipped is small', async () => {
    assert.ok((await stat(SAMPLE_ELF)).size <= 56 * 1024);
  });

  it('the sample guest that is shipped is what its sources make, in whatever folder', async () => {
    const here = await readFile(join(SAMPLE_FOLDER, 'toolchain.txt'), 'utf8');
    const first = await rebuild(join(scratch, 'a'));
    const second = await rebuild(join(scratch, 'somewhere else/far away'));
    assert.deepEqual(await readFile(first), await readFile(second), 'the folder shows in the file');
    const used = await readFile(join(scratch, 'a/toolchain.txt'), 'utf8');
    if (used === here) {
      assert.deepEqual(await readFile(first), await readFile(SAMPLE_ELF), 'run "make" in media/guest');
      return;
    }
    // Another compiler makes other code; what can be compared is what it does.
    console.log(`      built with ${used.trim()}, shipped with ${here.trim()}: comparing behaviour`);
    assert.equal(await transcript(first), await transcript(SAMPLE_ELF));
  });
});

/** A conversation in which every byte is known. */
async function transcript(kernel: string): Promise<string> {
  const room = await MachineRoom.open();
  try {
    const machine = await room.start(sampleGuest({ kernel }));
    const guest = new Dialogue(machine.ports[0]!.serial, SAMPLE_PROMPT, room.tasks.signal);
    await guest.hear(SAMPLE_PROMPT);
    for (const line of ['help', 'counter', 'echo hello', 'colors', 'bytes 00 ff', 'nonsense'])
      await guest.ask(line);
    return await machine.ports[0]!.serial.text(0, room.tasks.signal);
  } finally {
    await room.close();
  }
}
