import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isStillRunning, parseStat, processIdentity, startTime, type ProcessEntry } from './processIdentity';
import { membersOf } from './processTree';

function entry(pid: number, parent: number, session: number, identity = '100'): ProcessEntry {
  return { pid, parent, session, group: session, identity };
}

function pids(table: readonly ProcessEntry[], marked: number[], leader?: [number, string]): number[] {
  const root = leader && { pid: leader[0], identity: leader[1] };
  return membersOf(table, new Set(marked), root).map(({ pid }) => pid);
}

describe('a process tree', () => {
  it('a process tree has the children and grandchildren of its members', () => {
    const table = [entry(10, 1, 1), entry(11, 10, 1), entry(12, 11, 12), entry(20, 1, 1)];
    assert.deepEqual(pids(table, [10]), [10, 11, 12]);
  });

  it('a process tree has the sessions that its members lead, also of orphans', () => {
    const table = [entry(10, 1, 10), entry(11, 1, 10), entry(20, 1, 20)];
    assert.deepEqual(pids(table, [10]), [10, 11]);
    assert.deepEqual(pids(table, [11]), [11], 'a member does not stand for a session that it does not lead');
  });

  it('a process tree has the session of a leader that has ended', () => {
    assert.deepEqual(pids([entry(11, 1, 10), entry(12, 11, 12)], [], [10, '90']), [11, 12]);
  });

  it('a process tree has nothing of a session whose number was given to another process', () => {
    const table = [entry(10, 1, 10, '500'), entry(11, 10, 10, '501')];
    assert.deepEqual(pids(table, [], [10, '90']), []);
  });
});

describe('the identity of a process', () => {
  it('the identity of a process stays the same while it runs, and is none when it has ended', async () => {
    const child = spawn('sleep', ['60']);
    const pid = child.pid!;
    const identity = await processIdentity(pid);
    assert.ok(identity !== undefined && /^\d+$/.test(identity));
    assert.equal(await processIdentity(pid), identity);
    assert.equal(await isStillRunning({ pid, identity: String(Number(identity) + 1) }), false);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(await processIdentity(pid), undefined);
  });

  it('the identity of a process is read behind a name that looks like the fields after it', () => {
    const rest = '10 20 30 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0';
    assert.deepEqual(parseStat(5, `5 (a) S 1 (b) S ${rest}`), {
      pid: 5,
      parent: 10,
      group: 20,
      session: 30,
      identity: '777',
    });
    assert.equal(parseStat(5, `5 (x) Z ${rest}`), undefined);
    assert.equal(startTime(`5 (x) Z ${rest}`), '777');
    assert.equal(parseStat(5, ''), undefined);
  });
});
