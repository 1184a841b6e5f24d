import assert from 'node:assert/strict';
import { once } from 'node:events';
import { STUBBORN, alive, collect, node, noted, seen, sh } from '../../test/support/concurrency/children';
import { FakeTime } from '../../test/support/fakeTime';
import { until } from '../../test/support/until';
import { kill, terminate } from './childProcess';
import { TaskGroup } from './taskGroup';

describe('ChildProcess.stop', () => {
  it('stop() asks first, which is enough for most programs', async () => {
    const child = await sh('exec sleep 60');
    assert.deepEqual(await child.stop(), { code: null, signal: 'SIGTERM' });
    assert.equal(child.lastRung, 'SIGTERM');
    assert.equal(alive(child.pid), false);
  });

  it('stop() climbs down the ladder in order until a rung works', async () => {
    const child = await node(STUBBORN);
    const out = collect(child.stdout);
    await seen(child.stdout, 'ready');
    const log: string[] = [];
    const time = FakeTime.hold();
    try {
      const end = child.stop([
        noted(log, 'ask', 30),
        noted(log, 'SIGTERM', 100, () => child.signal('SIGTERM')),
        noted(log, 'SIGKILL', 1000, () => child.signal('SIGKILL')),
        noted(log, 'never needed', 1000),
      ]);
      await time.pass(30);
      await until('it has heard SIGTERM and refused', () => out().includes('no'));
      assert.deepEqual(log, ['ask', 'SIGTERM']);
      await time.pass(100);
      assert.deepEqual(await end, { code: null, signal: 'SIGKILL' });
    } finally {
      time.release();
    }
    assert.deepEqual(log, ['ask', 'SIGTERM', 'SIGKILL']);
    assert.equal(child.lastRung, 'SIGKILL');
  });

  it('stop() takes the ladder that the process was made with', async () => {
    const log: string[] = [];
    const child = await sh('exec sleep 60', { ladder: (self) => [noted(log, 'own', 10), kill(self)] });
    await child.stop();
    assert.deepEqual([log, child.lastRung], [['own'], 'SIGKILL']);
  });

  it('stop() may be called twice and ends the process once', async () => {
    const child = await sh('exec sleep 60');
    const log: string[] = [];
    const ladder = [noted(log, 'SIGTERM', 5000, () => child.signal('SIGTERM'))];
    assert.equal(child.stop(ladder), child.stop(ladder));
    await child.stop();
    assert.deepEqual(log, ['SIGTERM']);
  });

  it('stop() jumps over rungs when it is asked a second time, and never goes back', async () => {
    const child = await node(STUBBORN);
    await seen(child.stdout, 'ready');
    const log: string[] = [];
    let quitSignal: AbortSignal | undefined;
    const patient = (signal: AbortSignal): Promise<void> => {
      quitSignal = signal;
      return new Promise(() => undefined);
    };
    const stopped = child.stop([
      noted(log, 'powerdown', 60_000, patient),
      noted(log, 'quit', 60_000),
      noted(log, 'SIGTERM', 50, () => child.signal('SIGTERM')),
      kill(child),
    ]);
    assert.equal(child.lastRung, 'powerdown');
    assert.equal(child.stop(undefined, 'SIGTERM'), stopped);
    void child.stop(undefined, 'powerdown');
    void child.stop(undefined, 'no such rung');
    await stopped;
    assert.deepEqual(log, ['powerdown', 'SIGTERM']);
    assert.ok(quitSignal?.aborted, 'the rung that was left hears of it');
    assert.equal(child.lastRung, 'SIGKILL');
  });

  it('stop() begins further down the ladder when it is told so at first', async () => {
    const child = await sh('exec sleep 60');
    const log: string[] = [];
    await child.stop([noted(log, 'quit', 60_000), terminate(child, 5000), kill(child)], 'SIGTERM');
    assert.deepEqual([log, child.lastRung], [[], 'SIGTERM']);
  });

  it('stop() goes on at once from a rung that fails', async () => {
    const child = await sh('exec sleep 60');
    const log: string[] = [];
    await child.stop([
      noted(log, 'rejects', 60_000, () => Promise.reject(new Error('monitor is closed'))),
      noted(log, 'throws', 60_000, () => {
        throw new Error('at once');
      }),
      kill(child),
    ]);
    assert.deepEqual(log, ['rejects', 'throws']);
  });

  it('stop() waits no longer than needed once the process has ended', async () => {
    const child = await sh('read line', { stdin: 'pipe' });
    // No test takes as long as this rung may.
    await child.stop([noted([], 'hang up', 3_600_000, () => void child.stdin?.end('\n')), kill(child)]);
    assert.equal(child.lastRung, 'hang up');
  });

  it('stop() does not blame a rung for output that a grandchild holds', async () => {
    const child = await sh('sleep 60 & echo $!; exec sleep 60');
    const out = collect(child.stdout);
    await once(child.stdout, 'data');
    await child.stop([terminate(child, 100), kill(child)]);
    assert.equal(child.lastRung, 'SIGTERM');
    process.kill(Number(out()), 'SIGKILL');
  });

  it('stop() wakes a process that the system has suspended, so that it can end in order', async () => {
    const child = await node(
      `process.on('SIGTERM', () => process.exit(3)); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    await seen(child.stdout, 'ready');
    child.signal('SIGSTOP');
    assert.deepEqual(await child.stop(), { code: 3, signal: null });
  });

  it('stop() kills a suspended process that refuses to end in order', async () => {
    const child = await node(STUBBORN);
    await seen(child.stdout, 'ready');
    child.signal('SIGSTOP');
    await child.stop([noted([], 'nothing', 20), kill(child)]);
    assert.deepEqual(child.exit, { code: null, signal: 'SIGKILL' });
  });

  it('a child that a group has adopted ends with the group', async () => {
    const group = new TaskGroup('g');
    const child = await sh('exec sleep 60');
    group.adopt('process', 'sleep', child, { detail: () => `pid ${child.pid}` });
    assert.equal(group.snapshot().children[0]?.detail, `pid ${child.pid}`);
    await group.close();
    assert.equal(child.exit?.signal, 'SIGTERM');
  });
});
