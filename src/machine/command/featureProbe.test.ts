import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessMemory } from '../../../test/support/featureMemory';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Logger } from '../../log/logger';
import { isStillRunning, processIdentity } from '../processes/processIdentity';
import { FeatureProbe } from './featureProbe';
import type { FeatureMemory } from '../services';
import { FeatureStore, type QemuProgram } from './featureStore';
import { answeredBy, type QemuFeatures } from './qemuFeatures';

const LOG = new Logger(() => undefined, 'test');
const { signal } = new AbortController();
const guarded = Promise.resolve();

describe('the probe of what QEMU can do', () => {
  let folder: string;
  let base: string;
  let binary: string;
  let tasks: TaskGroup;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'probe-'));
    base = join(folder, 'base');
    await mkdir(base, { mode: 0o700 });
    binary = join(folder, 'qemu-system-test');
    tasks = new TaskGroup('test');
  });
  afterEach(async () => {
    await tasks.close();
    assert.deepEqual(await readdir(base), [], 'nothing is left in the base');
    await rm(folder, { recursive: true });
  });

  function probe(memory?: FeatureMemory): FeatureProbe {
    return new FeatureProbe(tasks, LOG, memory);
  }

  function program(env: NodeJS.ProcessEnv = process.env): QemuProgram {
    return { binary, env, changes: { FLAVOUR: null }, cwd: folder };
  }

  /** How often the program was run. */
  async function runs(): Promise<number> {
    return (await readFile(join(folder, 'runs'), 'utf8').catch(() => '')).length;
  }

  async function write(version: string): Promise<void> {
    await writeFile(
      binary,
      `#!/bin/sh\nprintf x >> ${folder}/runs\ncase "$*" in\n` +
        `-version) echo "QEMU emulator version ${version}$FLAVOUR";;\n` +
        `'-machine none -chardev help') printf 'Available chardev backend types:\\n  pty\\n  pipe\\n';;\n` +
        `'-machine none -run-with help') echo "exit-with-parent=<bool>";;\n` +
        `'-machine none,help') echo '  graphics=<bool>';;\n` +
        `'-machine none -object help') printf 'List of user creatable objects:\\n  monitor-qmp\\n';;\n` +
        `*) echo 'No machine specified, and there is no default';;\nesac\n`,
      { mode: 0o755 },
    );
  }

  it('the probe asks a QEMU what it can do once, for each program as it is', async () => {
    await write('10.2.0');
    const it = probe();
    const [one, two] = await Promise.all([
      it.features(program(), base, guarded, signal),
      it.features(program(), base, guarded, signal),
    ]);
    assert.equal(one, two);
    assert.deepEqual(one, {
      version: '10.2.0',
      exitWithParent: true,
      pipeChardev: true,
      monitorObject: true,
      graphicsSwitch: true,
    });
    assert.equal(await runs(), 5);
    await write('10.3.0');
    await utimes(binary, 1, 1);
    assert.equal((await it.features(program(), base, guarded, signal)).version, '10.3.0');
  });

  it('the probe runs the program in the environment and directory that the machine will have', async () => {
    await write('7.2');
    const env = { ...process.env, FLAVOUR: ' (own)' };
    assert.equal((await probe().features(program(env), base, guarded, signal)).version, '7.2 (own)');
  });

  it('the probe says that a program is not QEMU, and asks again later', async () => {
    await writeFile(binary, '#!/bin/sh\necho hello\n', { mode: 0o755 });
    const it = probe();
    await assert.rejects(
      it.features(program(), base, guarded, signal),
      /does not say that it is QEMU: hello/,
    );
    await write('7.2');
    assert.equal((await it.features(program(), base, guarded, signal)).version, '7.2');
  });

  it('the probe leaves nothing of a script that starts something else and ends, and starts that once', async () => {
    await writeFile(binary, `#!/bin/sh\nsetsid sleep 1000 >/dev/null 2>&1 &\necho $! >> ${folder}/runs\n`, {
      mode: 0o755,
    });
    await assert.rejects(probe().features(program(), base, guarded, signal), /does not say that it is QEMU/);
    const pids = (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').map(Number);
    assert.equal(pids.length, 1);
    for (const pid of pids) {
      assert.equal(await isStillRunning({ pid, identity: (await processIdentity(pid)) ?? 'none' }), false);
    }
  });

  it('a start that is cancelled leaves the probe, which goes on for the others', async () => {
    await write('7.2');
    const it = probe();
    const controller = new AbortController();
    const cancelled = it.features(program(), base, guarded, controller.signal);
    const other = it.features(program(), base, guarded, signal);
    controller.abort();
    await assert.rejects(cancelled);
    assert.equal((await other).version, '7.2');
  });

  it('the probe knows an answer of another version than that which runs', () => {
    const features = { version: '7.2.2 (x)' };
    const greeting = (micro: number) => ({ version: { major: 7, minor: 2, micro, package: '' } });
    assert.equal(answeredBy(features, greeting(2)), true);
    assert.equal(answeredBy({ version: '7.2.22' }, greeting(2)), false);
    assert.equal(answeredBy(features, greeting(3)), false);
  });

  describe('with a memory', () => {
    /** Runs, and is not QEMU: an answer for it can only come from the memory. */
    const node = (): QemuProgram => ({
      binary: process.execPath,
      env: process.env,
      changes: {},
      cwd: folder,
    });
    const FEATURES: QemuFeatures = {
      version: '9.1',
      exitWithParent: false,
      pipeChardev: true,
      monitorObject: false,
      graphicsSwitch: false,
    };

    it('the probe’s memory gives the answer of another window for a program that is still the same', async () => {
      const memory = new ProcessMemory();
      const first = probe(memory);
      await assert.rejects(first.features(node(), base, guarded, signal), /does not say that it is QEMU/);
      assert.equal(memory.values.size, 0, 'no answer, nothing to keep');
      memory.values.set('qemuFeatures', { [await keyOf(node())]: FEATURES });
      assert.deepEqual(await probe(memory).features(node(), base, guarded, signal), FEATURES);
      await assert.rejects(
        probe(memory).features({ ...node(), env: { LD_LIBRARY_PATH: '/x' } }, base, guarded, signal),
      );
    });

    it('the probe’s memory believes nothing that it would not have written itself', async () => {
      const key = await keyOf(node());
      const bad = [
        null,
        'text',
        [],
        { ...FEATURES, version: 7 },
        { ...FEATURES, version: 'a\x1b[2J' },
        { version: '9.1', pipeChardev: true },
        { ...FEATURES, exitWithParent: 'yes' },
        { ...FEATURES, more: true },
      ];
      for (const kept of [...bad.map((value) => ({ [key]: value })), ...bad]) {
        const memory = new ProcessMemory();
        memory.values.set('qemuFeatures', kept);
        await assert.rejects(probe(memory).features(node(), base, guarded, signal), /does not say/);
      }
    });

    it('the probe asks again after it was told to forget', async () => {
      const memory = new ProcessMemory();
      memory.values.set('qemuFeatures', { [await keyOf(node())]: FEATURES });
      const it = probe(memory);
      await it.features(node(), base, guarded, signal);
      await it.forget(node());
      assert.deepEqual(memory.values.get('qemuFeatures'), {});
      await assert.rejects(it.features(node(), base, guarded, signal), /does not say/);
    });

    it('the probe’s memory keeps the answer of a script, for the directory and the environment in which it was asked', async () => {
      await write('7.2');
      const memory = new ProcessMemory();
      await probe(memory).features(program(), base, guarded, signal);
      const asked = await runs();
      await probe(memory).features(program(), base, guarded, signal);
      assert.equal(await runs(), asked);
      const other = { ...program(), cwd: tmpdir() };
      await probe(memory).features(other, base, guarded, signal);
      assert.ok((await runs()) > asked);
    });

    async function keyOf(of: QemuProgram): Promise<string> {
      return await new FeatureStore(undefined).keyOf(of);
    }
  });
});
