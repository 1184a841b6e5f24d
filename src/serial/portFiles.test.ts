import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import type { PortSetup } from './protocol';
import { makePortFiles } from './portFiles';
import { makeFifos } from '../../test/support/serial/fifos';
import { Bench } from '../../test/support/serial/workerFixture';

describe('port files', () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  const port = (name: string, transport: PortSetup['transport'] = 'spool'): PortSetup => ({
    name,
    transport,
    path: bench.path(name),
    spoolLimitBytes: 1 << 20,
  });

  it('port files are there when QEMU starts, for their owner only', async () => {
    const qemuLog = bench.path('qemu.log');
    await makePortFiles(
      { machine: 'm', ports: [port('a'), port('b'), port('c', 'socket')], qemuLog },
      makeFifos,
    );
    for (const name of ['a.out', 'a.in', 'b.out', 'b.in', 'c.out', 'qemu.log']) {
      const status = statSync(bench.path(name));
      assert.equal(status.mode & 0o777, 0o600, name);
      assert.equal(status.isFIFO(), name.endsWith('.in'), name);
    }
    assert.throws(() => statSync(bench.path('c.in')), /ENOENT/);
  });

  it('port files never take over somebody else’s', async () => {
    writeFileSync(bench.path('a.out'), 'mine');
    await assert.rejects(makePortFiles({ machine: 'm', ports: [port('a')] }, makeFifos), /EEXIST.*a\.out/);
    writeFileSync(bench.path('b.in'), 'mine');
    await assert.rejects(
      makePortFiles({ machine: 'm', ports: [port('b')] }, makeFifos),
      /FIFO .*b\.in.*File exists/s,
    );
  });
});
