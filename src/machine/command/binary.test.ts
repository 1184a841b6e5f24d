import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinary, type BinaryRequest } from './binary';
import type { StartError } from '../errors/startErrors';

describe('findBinary', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'binary-'));
    for (const place of ['path', 'install/bin']) {
      await mkdir(join(folder, place), { recursive: true });
      await writeFile(join(folder, place, 'qemu-system-test'), '#!/bin/sh\n', { mode: 0o755 });
    }
    await writeFile(join(folder, 'plain'), '');
    await chmod(join(folder, 'plain'), 0o644);
  });
  after(() => rm(folder, { recursive: true }));

  function find(request: Partial<BinaryRequest>): Promise<string> {
    return findBinary({
      arch: 'test',
      installDirectory: '',
      cwd: folder,
      searchPath: `relative:${join(folder, 'path')}`,
      ...request,
    });
  }

  it('findBinary looks in the install directory before PATH', async () => {
    assert.equal(await find({}), join(folder, 'path/qemu-system-test'));
    assert.equal(
      await find({ installDirectory: join(folder, 'install') }),
      join(folder, 'install/bin/qemu-system-test'),
    );
  });

  it('findBinary takes qemuPath as a path or as a name', async () => {
    const path = join(folder, 'path/qemu-system-test');
    assert.equal(await find({ qemuPath: path, arch: 'none' }), path);
    assert.equal(await find({ qemuPath: './path/qemu-system-test', searchPath: '' }), path);
    assert.equal(await find({ qemuPath: 'qemu-system-test', arch: 'none' }), path);
  });

  it('findBinary says where it looked and how to install QEMU', async () => {
    await assert.rejects(find({ arch: 'nope' }), (error: StartError) => {
      assert.match(error.message, /^qemu-system-nope was not found \(looked in PATH/);
      return error.hint.includes('nstall it with');
    });
    await assert.rejects(find({ qemuPath: '/nope/qemu' }), /qemuPath: \/nope\/qemu does not exist/);
    await assert.rejects(find({ qemuPath: folder }), /is not a program/);
    if (process.getuid?.() !== 0) {
      await assert.rejects(find({ qemuPath: join(folder, 'plain') }), /is not executable/);
    }
  });
});
