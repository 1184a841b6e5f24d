import assert from 'node:assert/strict';
import type { KeptOutput } from '../../../machine/runs/keptOutput';
import { addressIn, findOutput, queryOf } from './outputAddress';

const ADDRESS = { name: 'kernel/x86 "1"', startedAt: 1000, ports: ['console', 'gdb-log'] };
const RUN: KeptOutput = {
  id: 'r',
  name: ADDRESS.name,
  startedAt: 1000,
  endedAt: 2000,
  config: {} as never,
  sources: [],
};
const kept = ({ name, startedAt }: { name: string; startedAt: number }): Promise<KeptOutput | undefined> =>
  Promise.resolve(name === RUN.name && startedAt === RUN.startedAt ? RUN : undefined);

describe('the address of a document with serial output', () => {
  it('the address of a document with serial output comes back out of its URI, and nothing else does', () => {
    assert.deepEqual(addressIn(queryOf(ADDRESS)), ADDRESS);
    for (const foreign of ['', '{', 'null', '5', '[]', '{"name":1,"startedAt":1,"ports":[]}', '{"name":"a"}'])
      assert.equal(addressIn(foreign), undefined, foreign);
    assert.deepEqual(addressIn('{"name":"a","startedAt":1,"ports":[1,"b"]}')?.ports, ['b']);
  });

  it('the address of a document with serial output is that of a machine as long as it runs, then of its kept run', async () => {
    const machine = { name: ADDRESS.name, startedAt: 1000 };
    assert.deepEqual(await findOutput(ADDRESS, [machine], kept), { machine });
    // After a reload another machine may have the name.
    const other = { name: ADDRESS.name, startedAt: 3000 };
    assert.deepEqual(await findOutput(ADDRESS, [other], kept), { run: RUN });
    assert.equal(await findOutput({ ...ADDRESS, startedAt: 3000 }, [], kept), undefined);
    assert.equal(await findOutput(ADDRESS, [], undefined), undefined);
  });
});
