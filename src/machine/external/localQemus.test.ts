import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until';
import { localQemus } from './localQemus';

describe('the QEMUs of this computer', () => {
  it('the QEMUs of this computer are found with their words and their folder', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'qsd-local-')));
    // Any program of that name will do.
    const program = join(folder, 'qemu-system-mine');
    await symlink('/bin/sleep', program);
    const child = spawn(program, ['60', '0.5'], { cwd: folder, stdio: 'ignore' });
    const { signal } = new AbortController();
    try {
      const found = await until('it is found', async () =>
        (await localQemus(signal, new Set())).find(({ pid }) => pid === child.pid),
      );
      const others = await localQemus(signal, new Set([found.pid]));
      assert.ok(others.every(({ pid }) => pid !== child.pid));
      assert.deepEqual(found, { pid: child.pid, program, args: ['60', '0.5'], directory: folder });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    }
    assert.ok((await localQemus(signal, new Set())).every(({ pid }) => pid !== child.pid));
  });

  it('the QEMUs of this computer are not looked for any more once that is cancelled', async () => {
    await assert.rejects(localQemus(AbortSignal.abort(new Error('enough')), new Set()), /enough/);
  });
});
