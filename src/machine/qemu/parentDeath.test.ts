import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from './parentDeath';

describe('what ends a child with its parent', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-prefix-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const program = (text: string, mode = 0o755): Promise<void> =>
    writeFile(join(folder, 'setpriv'), text, { mode });
  const chosen = async (): Promise<string | undefined> => (await probe(folder))[0];

  it('is the system’s setpriv, without having been started', async () => {
    const [found = '', ...options] = await probe('/usr/bin');
    assert.match(found, /^\/(usr\/)?bin\/setpriv$/);
    assert.deepEqual(options, ['--pdeathsig', 'TERM', '--']);
  });

  it('is tried where the program is a script, and taken if it takes the option', async () => {
    await program('#!/bin/sh\nshift 3\nexec "$@"\n');
    assert.equal(await chosen(), join(folder, 'setpriv'));
  });

  it('is not a setpriv without the option, as busybox has one', async () => {
    await program('#!/bin/sh\necho "unrecognized option: $1" >&2\nexit 1\n');
    assert.notEqual(await chosen(), join(folder, 'setpriv'));
  });

  it('is not what names the option and cannot be run', async () => {
    await program('\0pdeathsig\0', 0o644);
    assert.notEqual(await chosen(), join(folder, 'setpriv'));
  });
});
