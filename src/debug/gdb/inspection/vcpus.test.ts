import assert from 'node:assert/strict';
import { namedVcpu } from './vcpus';

describe('the names of vCPUs', () => {
  const nameOf = (id: string, details?: string, name?: string) =>
    namedVcpu({
      id,
      targetId: '',
      state: 'stopped',
      core: '',
      ...(details && { details }),
      ...(name && { name }),
    }).name;

  it('the names of vCPUs come from QEMU’s details of a thread', () => {
    assert.equal(nameOf('1', 'CPU#0 [running]'), 'vCPU 0');
    assert.equal(nameOf('3', 'CPU#2 [halted ]'), 'vCPU 2 (halted)');
  });

  it('the names of vCPUs come from GDB’s numbers before the first stop', () => {
    assert.equal(nameOf('2'), 'vCPU 1');
  });

  it('the names of threads are left alone when they are not QEMU’s', () => {
    assert.equal(nameOf('2', 'something else', 'worker'), 'worker');
  });
});
