import assert from 'node:assert/strict';
import { FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import { culprit } from './culprit';

describe('the vCPU that made the machine stop', () => {
  const threads = (...details: string[]): Answer => [
    /^-thread-info/,
    {
      threads: details.map((state, index) => ({ id: String(index + 1), details: `CPU#${index} [${state}]` })),
    },
  ];
  const x86: Answer = [/^-stack-info-frame/, { frame: { arch: 'i386' } }];
  const before = (id: number, contents: string): Answer => [
    new RegExp(`^-data-read-memory-bytes --thread ${id} `),
    { memory: [{ contents }] },
  ];

  it('the vCPU that made the machine stop is the only one that is awake', async () => {
    assert.equal(await culprit(new FakeLink([threads('halted ', 'running')]), 1), 2);
  });

  it('the vCPU that made the machine stop is the one that has just written to a port', async () => {
    const link = new FakeLink([
      threads('running', 'running', 'running'),
      x86,
      before(1, '9090'),
      before(2, '66ef'),
    ]);
    assert.equal(await culprit(link, 1), 2);
    const immediate = new FakeLink([
      threads('running', 'running'),
      x86,
      before(1, '9090'),
      before(2, 'e6f4'),
    ]);
    assert.equal(await culprit(immediate, 1), 2);
  });

  it('the vCPU that panicked is known by its functions’ names, on other processors', async () => {
    const link = new FakeLink([
      threads('running', 'running'),
      [/^-stack-info-frame/, { frame: { arch: 'aarch64' } }],
      [/^-stack-list-frames --thread 2/, { stack: [{ func: 'udelay' }, { func: 'do_kernel_panic' }] }],
      [/^-stack-list-frames/, { stack: [{ func: 'idle' }, { func: 'diet' }] }],
    ]);
    assert.equal(await culprit(link, 1), 2);
  });

  it('the vCPU that made the machine stop is the one that the stub names when nothing speaks for another', async () => {
    const link = new FakeLink([threads('running', 'running'), [/./, new Error('Cannot access memory')]]);
    assert.equal(await culprit(link, 2), 2);
  });
});
