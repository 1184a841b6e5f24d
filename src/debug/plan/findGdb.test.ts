import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGdb, gdbCandidates, NoGdbError } from './findGdb';
import { NEVER } from '../../concurrency/timeout';

describe('finding a GDB', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-gdb-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function program(name: string, script = ''): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('findGdb takes the native GDB for the native architecture, and one that knows all for others', async () => {
    assert.equal(gdbCandidates('x86_64', 'x64')[0], 'gdb');
    assert.equal(gdbCandidates('riscv64', 'x64')[0], 'gdb-multiarch');
    assert.equal(gdbCandidates('i386', 'arm64')[0], 'gdb-multiarch');
    assert.equal(gdbCandidates(undefined)[0], 'gdb-multiarch');
    const cross = await program('riscv64-unknown-elf-gdb');
    assert.equal(await findGdb('riscv64', undefined, folder, NEVER), cross);
    const all = await program('gdb-multiarch');
    assert.equal(await findGdb('riscv64', undefined, folder, NEVER), all);
  });

  it('findGdb takes a plain GDB for another architecture only when it knows it', async () => {
    const gdb = await program(
      'gdb',
      'case "$4" in *or1k) echo \'Undefined item: "or1k".\' >&2; exit 1;; esac',
    );
    assert.equal(await findGdb('riscv64', undefined, folder, NEVER), gdb);
    await assert.rejects(findGdb('or1k', undefined, folder, NEVER), NoGdbError);
  });

  it('findGdb takes the GDB that is configured, by path or by name', async () => {
    const mine = await program('my-gdb');
    assert.equal(await findGdb('riscv64', mine, '', NEVER), mine);
    assert.equal(await findGdb('riscv64', 'my-gdb', folder, NEVER), mine);
    await assert.rejects(findGdb('riscv64', join(folder, 'no'), folder, NEVER), /not an executable program/);
    await chmod(mine, 0o644);
    await assert.rejects(findGdb('riscv64', 'my-gdb', folder, NEVER), /No GDB for riscv64.*my-gdb/);
  });

  it('findGdb says what was looked for and what to do', async () => {
    await assert.rejects(findGdb('aarch64', undefined, folder, NEVER), {
      name: 'NoGdbError',
      message:
        /No GDB for aarch64 .*gdb-multiarch, aarch64-none-elf-gdb.*Install gdb-multiarch.*"debugger": "none"/s,
    });
    await assert.rejects(findGdb(undefined, undefined, 'relative:', NEVER), /^NoGdbError: No GDB was found/);
  });
});
