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

  it('the program that ends a child with its parent is the system’s setpriv, without having been started', async () => {
    const [found = '', ...options] = await probe('/usr/bin');
    assert.match(found, /^\/(usr\/)?bin\/setpriv$/);
    assert.deepEqual(options, ['--pdeathsig', 'TERM', '--']);
  });

  it('a setpriv that is a script is tried, and taken if it takes the option', async () => {
    await program('#!/bin/sh\nshift 3\nexec "$@"\n');
    assert.equal(await chosen(), join(folder, 'setpriv'));
  });

  it('a setpriv without the option, such as busybox has, is not taken', async () => {
    await program('#!/bin/sh\necho "unrecognized option: $1" >&2\nexit 1\n');
    assert.notEqual(await chosen(), join(folder, 'setpriv'));
  });

  it('a setpriv that names the option and cannot be run is not taken', async () => {
    await program('\0pdeathsig\0', 0o644);
    assert.notEqual(await chosen(), join(folder, 'setpriv'));
  });
});
