import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { DataPlaces } from './dataPlaces';

describe('DataPlaces', () => {
  const link = new FakeLink([
    [/"&\(p->count\)"/, { value: '(int *) 0x2000 <pool+8>' }],
    [/"sizeof\(p->count\)"/, { value: '4' }],
    [/"&\(\$eax\)"/, new Error('Attempt to take address of value not located in memory.')],
  ]);
  const places = new DataPlaces((command) => link.send(command), {
    expressionOf: (reference) => (reference === 1 ? 'p->count' : undefined),
    place: (frameId) => (frameId === undefined ? '' : `--thread 1 --frame ${frameId}`),
  });

  it('DataPlaces finds the memory of a member by its expression, in its frame', async () => {
    const info = await places.info({ name: 'count', variablesReference: 1, frameId: 2 });
    assert.equal(info.dataId, '0x2000,4');
    assert.ok(link.commands.every((command) => command.includes('--thread 1 --frame 2')));
  });

  it('DataPlaces takes an address as it is', async () => {
    const info = await places.info({ name: '0x3000', asAddress: true, bytes: 16 });
    assert.equal(info.dataId, '0x3000,16');
  });

  it('DataPlaces says why something cannot be watched', async () => {
    const register = await places.info({ name: '$eax' });
    assert.deepEqual(register.dataId, null);
    assert.match(register.description, /not located in memory/);
    assert.match((await places.info({ name: 'x', variablesReference: 7 })).description, /not in memory/);
  });
});
