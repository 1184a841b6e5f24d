import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { until } from '../../../../test/support/until';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { Following } from './following';
import { Guest } from './guest';

describe('Following', () => {
  /** @param tells Whether QEMU's stub tells of a stop that GDB does not wait for, as it does before 8.1. */
  async function follow(tells: boolean): Promise<FakeLink> {
    const group = new TaskGroup('session');
    const link = new FakeLink();
    const log = new Logger(() => undefined, 'test');
    const guest = new Guest(false);
    const qmp = (command: string): Promise<unknown> => {
      link.moves.push(command);
      // GDB says that the guest runs, sends, and acknowledges the old stop before it takes the next command.
      const stands = tells && link.commands.join(' ') === '-exec-continue -list-features';
      if (stands) setImmediate(() => link.stopQuietly());
      return Promise.resolve({ running: !stands, status: stands ? 'paused' : 'running' });
    };
    guest.found({ state: 'running', hasMonitor: true, qmp } as unknown as DebugTarget, true);
    const following = new Following(link, guest, log, new Responder({ group, log }, () => undefined));
    following.resumed();
    await until('GDB may speak again', () => link.moves.at(-1) === 'speak');
    await following.settled();
    await group.close();
    return link;
  }

  it('Following stops a machine that was resumed elsewhere once more, and has GDB let it go', async () => {
    const link = await follow(false);
    assert.deepEqual(link.moves.slice(0, 3), ['query-status', 'stop', 'hush']);
    assert.deepEqual(link.commands, ['-exec-continue', '-list-features']);
  });

  it('Following has GDB let it go twice where QEMU tells GDB of a stop that it was not waiting for', async () => {
    const link = await follow(true);
    assert.deepEqual(link.commands, ['-exec-continue', '-list-features', '-exec-continue']);
  });
});
