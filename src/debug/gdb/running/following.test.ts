import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { Following } from './following';
import { Guest } from './guest';

describe('Following', () => {
  it('stops a machine that was resumed elsewhere once more, and has GDB let it go', async () => {
    const group = new TaskGroup('session');
    const link = new FakeLink();
    const log = new Logger(() => undefined, 'test');
    const guest = new Guest(false);
    const qmp = (command: string): Promise<unknown> => {
      link.moves.push(command);
      if (command === 'stop') setImmediate(() => link.stopQuietly());
      return Promise.resolve({ running: true });
    };
    guest.found({ state: 'running', hasMonitor: true, qmp } as unknown as DebugTarget, true);
    const following = new Following(link, guest, log, new Responder({ group, log }, () => undefined));
    following.resumed();
    while (link.commands.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await following.settled();
    assert.deepEqual(link.moves, ['query-status', 'stop', 'hush', 'speak']);
    assert.deepEqual(link.commands, ['-exec-continue', '-exec-continue']);
    await group.close();
  });
});
