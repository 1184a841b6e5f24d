import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskGroup } from '../../concurrency/taskGroup';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { Logger } from '../../log/logger';
import { until } from '../../../test/support/until';
import type { EndedRun } from './endedRun';
import { cutTo, outdated } from './runLimits';
import { RunStore } from './runStore';

const END: EndedRun['end'] = {
  code: 0,
  signal: null,
  shutdownReason: 'guest-shutdown',
  debugExit: undefined,
  requested: false,
  succeeded: true,
  rung: '',
  lastStderr: '',
  summary: 'sample: the guest powered off.',
};

describe('kept runs', () => {
  let tasks: TaskGroup;
  let home: string;
  let directory: string;
  const logged: string[] = [];
  let limits = { most: 10, bytes: 1_000_000 };

  beforeEach(async () => {
    tasks = new TaskGroup('test');
    home = await mkdtemp(join(tmpdir(), 'qsd-runs-'));
    directory = join(home, 'storage', 'runs');
    limits = { most: 10, bytes: 1_000_000 };
    logged.length = 0;
  });
  afterEach(async () => {
    await tasks.close();
    await rm(home, { recursive: true });
  });

  function store(): RunStore {
    const log = new Logger(({ text }) => logged.push(text), 'test');
    return new RunStore({ directory, tasks, log, limits: () => limits });
  }

  /** A machine's directory with what its ports have said. */
  async function ended(name: string, ports: Readonly<Record<string, string>>): Promise<EndedRun> {
    const left = await mkdtemp(join(home, 'machine-'));
    const kept = Object.entries(ports).map(async ([port, text], index) => {
      const path = join(left, `ser${index}`);
      await writeFile(`${path}.out`, text);
      return { name: port, path, received: Buffer.byteLength(text), keptFrom: 0 };
    });
    const config = resolveConfiguration({ type: 'qemu', name, kernel: '/k.elf' });
    const commandLine = ['qemu-system-i386', '-S'];
    const about = { name, arch: 'i386', qemuVersion: '7.2', startedAt: 1, config, commandLine, end: END };
    return { ...about, ports: await Promise.all(kept) };
  }

  /** Keeps a run whose files go at once, as at a machine's end. */
  async function keep(runs: RunStore, run: EndedRun): Promise<void> {
    const before = (await runs.list()).map(({ id }) => id);
    await runs.keep(run);
    for (const { path } of run.ports) await rm(join(path, '..'), { recursive: true, force: true });
    await until('the run is kept', async () => (await runs.list()).some(({ id }) => !before.includes(id)));
    await until('nothing is being copied', () => tasks.snapshot().children[0]?.children.length === 0);
  }

  it('a run is found while it is still being copied', async () => {
    const runs = store();
    await runs.keep(await ended('sample', { console: 'said' }));
    const found = await runs.findKept({ name: 'sample', startedAt: 1 });
    assert.deepEqual(
      found?.sources.map(({ name }) => name),
      ['console'],
    );
    assert.equal(await runs.findKept({ name: 'sample', startedAt: 2 }), undefined);
  });

  it('a run is kept whole, though its files go as soon as they were handed over', async () => {
    const runs = store();
    const run = await ended('sample', { console: 'hello\r\n', second: 'x'.repeat(3_000_000) });
    limits.bytes = 4_000_000;
    await writeFile(`${run.ports[0]!.path}.times`, 'times');
    await keep(runs, run);
    const [kept] = await runs.list();
    assert.ok(kept);
    assert.deepEqual(kept.config, run.config);
    assert.deepEqual(kept.end, JSON.parse(JSON.stringify(END)));
    assert.deepEqual(
      kept.ports.map(({ name, received, keptFrom }) => [name, received, keptFrom]),
      [
        ['console', 7, 0],
        ['second', 3_000_000, 0],
      ],
    );
    assert.equal(await readFile(runs.said(kept, 0), 'utf8'), 'hello\r\n');
    assert.equal(await readFile(runs.said(kept, 1), 'utf8'), 'x'.repeat(3_000_000));
    assert.deepEqual((await readdir(runs.folder(kept))).sort(), [
      'run.json',
      'ser0.out',
      'ser0.times',
      'ser1.out',
    ]);
    for (const folder of [directory, runs.folder(kept)])
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.deepEqual(await store().list(), [kept], 'for another window, too');
  });

  it('a run that alone is too large loses its oldest bytes, and the others go', async () => {
    const runs = store();
    await keep(runs, await ended('first', { console: 'first' }));
    limits.bytes = 1000;
    await keep(
      runs,
      await ended('large', { console: 'a'.repeat(2000) + 'b'.repeat(500), second: 'c'.repeat(1500) }),
    );
    const [kept, ...others] = await runs.list();
    assert.deepEqual(others, []);
    assert.deepEqual(
      kept?.ports.map(({ received, keptFrom }) => [received, keptFrom]),
      [
        [2500, 1875],
        [1500, 1125],
      ],
    );
    const text = await readFile(runs.said(kept, 0));
    assert.equal(text.length, 2500, 'a byte keeps its offset');
    assert.equal(text.subarray(1875).toString(), 'a'.repeat(125) + 'b'.repeat(500));
    assert.ok(text.subarray(0, 1875).every((byte) => byte === 0));
  });

  it('the oldest runs go when there are more than wanted, and none is kept when none is wanted', async () => {
    const runs = store();
    limits.most = 2;
    for (const name of ['one', 'two', 'three']) await keep(runs, await ended(name, { console: name }));
    assert.deepEqual(
      (await runs.list()).map(({ name }) => name),
      ['three', 'two'],
    );
    limits.most = 0;
    await runs.keep(await ended('four', { console: 'four' }));
    assert.equal((await runs.list()).length, 2);
    assert.deepEqual(logged, []);
  });

  it('what a window that died was copying is no run, and goes with the next one', async () => {
    const runs = store();
    // No process has this start time.
    const left = join(directory, `${(1).toString(36)}-${(5).toString(36)}-abcdef.partial`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'ser0.out'), 'half');
    assert.deepEqual(await runs.list(), []);
    await keep(runs, await ended('next', { console: 'x' }));
    assert.deepEqual(await readdir(directory), [(await runs.list())[0]?.id]);
  });

  it('a run that cannot be copied leaves nothing, and the log says so', async () => {
    await mkdir(join(home, 'storage'));
    await writeFile(directory, 'a file where the folder should be');
    const runs = store();
    await runs.keep(await ended('lost', { console: 'x' }));
    await until('it is told', () => logged.length > 0);
    assert.match(logged.join('\n'), /the run of lost is not kept: /);
    assert.deepEqual(await runs.list(), []);
  });

  it('a record that is not one of ours is no run', async () => {
    const runs = store();
    await keep(runs, await ended('good', { console: 'x' }));
    const [good] = await runs.list();
    for (const [index, text] of ['{', '{"version":2}', JSON.stringify({ ...good, ports: 3 })].entries()) {
      const folder = join(directory, `20200101T000000000Z-00000${index}`);
      await mkdir(folder);
      await writeFile(join(folder, 'run.json'), text);
    }
    assert.deepEqual(
      (await store().list()).map(({ name }) => name),
      ['good'],
    );
    assert.equal(await runs.find('../../etc'), undefined);
    assert.ok(good);
    await runs.remove(good);
    assert.deepEqual(await runs.list(), []);
  });

  it('limits are met with the fewest and oldest losses', () => {
    const run = (id: string, size: number) => ({ id, ports: [{ name: 'a', received: size, keptFrom: 0 }] });
    const runs = [run('c', 60), run('b', 30), run('a', 20)];
    assert.deepEqual(outdated(runs, { most: 3, bytes: 110 }), []);
    assert.deepEqual(outdated(runs, { most: 3, bytes: 100 }), ['a']);
    assert.deepEqual(outdated(runs, { most: 1, bytes: 110 }), ['b', 'a']);
    assert.deepEqual(cutTo([{ name: 'a', received: 10, keptFrom: 4 }], 100), [4]);
    assert.deepEqual(cutTo([], 100), []);
  });
});
