import assert from 'node:assert/strict';
import { crashedCpu } from './crashedCpu';

describe('the processor that crashed', () => {
  it('the processor that crashed is the one that the report or its console names', () => {
    assert.equal(crashedCpu({ tasks: [{ name: 'init' }, { cpu: 3 }], context: 'C1' }), 3);
    assert.equal(crashedCpu({ tasks: [], context: 'C1' }), 1);
    assert.equal(crashedCpu({ tasks: [], context: 'T12' }), undefined);
    assert.equal(crashedCpu({ tasks: [] }), undefined);
  });

  it('the processor that crashed is none that no machine has', () => {
    for (const cpu of [-1, 1.5, 1e9, NaN]) assert.equal(crashedCpu({ tasks: [{ cpu }] }), undefined);
  });
});
