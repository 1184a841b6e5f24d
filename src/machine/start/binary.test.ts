import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinary, type BinaryRequest } from './binary';
import { FeatureProbe } from './featureProbe';
import type { StartError } from '../startErrors';

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

  it('looks in the install directory before PATH', async () => {
    assert.equal(await find({}), join(folder, 'path/qemu-system-test'));
    assert.equal(
      await find({ installDirectory: join(folder, 'install') }),
      join(folder, 'install/bin/qemu-system-test'),
    );
  });

  it('takes qemuPath as a path or as a name', async () => {
    const path = join(folder, 'path/qemu-system-test');
    assert.equal(await find({ qemuPath: path, arch: 'none' }), path);
    assert.equal(await find({ qemuPath: './path/qemu-system-test', searchPath: '' }), path);
    assert.equal(await find({ qemuPath: 'qemu-system-test', arch: 'none' }), path);
  });

  it('says where it looked and how to install it', async () => {
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

describe('FeatureProbe', () => {
  let folder: string;
  let program: string;
  const { signal } = new AbortController();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'probe-'));
    program = join(folder, 'qemu-system-test');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function script(version: string): Promise<void> {
    await writeFile(
      program,
      `#!/bin/sh\necho x >> ${folder}/runs\ncase "$*" in\n-version) echo "QEMU emulator version ${version} (Test)";;\n` +
        `'-machine none -chardev help') printf 'Available chardev backend types:\\n  pty\\n  pipe\\n';;\n` +
        `'-machine none -run-with help') echo "exit-with-parent=<bool>";;\n` +
        `'-machine none -object help') printf 'List of user creatable objects:\\n  monitor-qmp\\n';;\n` +
        `*) echo 'No machine specified, and there is no default';;\nesac\n`,
      { mode: 0o755 },
    );
  }

  it('asks once for each program as it is', async () => {
    await script('10.2.0');
    const probe = new FeatureProbe();
    const [one, two] = await Promise.all([probe.features(program, signal), probe.features(program, signal)]);
    assert.equal(one, two);
    assert.deepEqual(one, {
      version: '10.2.0 (Test)',
      exitWithParent: true,
      pipeChardev: true,
      monitorObject: true,
    });
    await script('10.3.0');
    await utimes(program, 1, 1);
    assert.equal((await probe.features(program, signal)).version, '10.3.0 (Test)');
  });

  it('tells a program that is not QEMU, and asks again later', async () => {
    await writeFile(program, '#!/bin/sh\necho hello\n', { mode: 0o755 });
    const probe = new FeatureProbe();
    await assert.rejects(probe.features(program, signal), /does not say that it is QEMU: hello/);
    await script('7.2');
    assert.equal((await probe.features(program, signal)).version, '7.2 (Test)');
  });

  it('is cancelled for one without failing the other', async () => {
    await script('7.2');
    const probe = new FeatureProbe();
    const controller = new AbortController();
    const cancelled = probe.features(program, controller.signal);
    const other = probe.features(program, signal);
    controller.abort();
    await assert.rejects(cancelled);
    assert.equal((await other).version, '7.2 (Test)');
  });
});
