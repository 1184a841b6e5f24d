import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundles } from '../../../test/support/bundles';
import { TaskGroup } from '../../concurrency/taskGroup';
import { Emitter } from '../../concurrency/event';
import type { EndReport } from '../../machine/end/endReport';
import type { PortCounters } from '../../serial/protocol';
import { TestWatch } from './testWatch';

const TEXT = 'TAP version 14\n1..1\nok 1 - a\n';
const ENDED = { endedBy: 'the guest', exitStatus: 0 } as unknown as EndReport;

describe('the watch over a port’s tests', function () {
  this.timeout(60_000);

  it('tests are read to their end though the port’s files are removed before the thread is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-watch-'));
    const tasks = new TaskGroup('test');
    try {
      const spool = join(folder, 'ser0.out');
      await writeFile(spool, TEXT);
      const counters: PortCounters = {
        received: TEXT.length,
        sent: 0,
        queued: 0,
        skipped: 0,
        spoolBytesKept: TEXT.length,
      };
      const onDidChangeCounters = new Emitter<PortCounters>().event;
      const serial = { name: 'serial0', spool, counters, encoding: 'utf8', onDidChangeCounters };
      const { testFile: threadFile } = await bundles();
      const watch = new TestWatch(
        serial as unknown as ConstructorParameters<typeof TestWatch>[0],
        'tap',
        { threadFile, tasks, tellsOutput: false },
        () => undefined,
      );
      await rm(folder, { recursive: true });
      const { counts, complete, problems } = await watch.finish(ENDED, tasks.signal);
      assert.deepEqual([counts.passed, complete, problems], [1, true, []]);
    } finally {
      await tasks.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
