import assert from 'node:assert/strict';
import { FakeLink } from '../../../../test/support/debugFakeLink';
import { NEVER } from '../../../concurrency/timeout';
import { SegmentHits } from './segmentHits';

const table = {
  BreakpointTable: {
    body: [
      { number: '1', disp: 'keep', enabled: 'y', addr: '0x00100000' },
      { number: '2', disp: 'keep', enabled: 'n', addr: '0x00007c17' },
      {
        number: '3',
        disp: 'del',
        enabled: 'y',
        addr: '<MULTIPLE>',
        locations: [{ number: '3.1', addr: '0x7c17' }],
      },
    ],
  },
};
const at = (address: bigint | undefined) => ({
  truePlace: () => Promise.resolve(address === undefined ? undefined : { address }),
});

describe('a breakpoint in a code segment with a base', () => {
  it('a breakpoint in a code segment with a base is found by the address at which the processor really stands', async () => {
    const link = new FakeLink([[/^-break-list/, table]]);
    assert.equal(await new SegmentHits(link, at(0x7c17n), NEVER).numberAt(1), '3');
    assert.deepEqual(link.commands, ['-break-list', '-break-delete 3']);
  });

  it('a stop where GDB knows the place, or where no breakpoint is, is no segment hit', async () => {
    const link = new FakeLink([[/^-break-list/, table]]);
    assert.equal(await new SegmentHits(link, at(undefined), NEVER).numberAt(1), undefined);
    assert.equal(await new SegmentHits(link, at(0x7c18n), NEVER).numberAt(1), undefined);
  });

  it('a breakpoint in a code segment with a base is stepped off once before the guest goes on, and not after a person’s step', async () => {
    const link = new FakeLink([[/^-break-list/, table]]);
    const hits = new SegmentHits(link, at(0x7c17n), NEVER);
    await hits.numberAt(2);
    const off = hits.stepOff();
    while (!link.commands.some((command) => command.startsWith('-exec'))) await Promise.resolve();
    assert.equal(hits.take({ reason: 'end-stepping-range' }), true);
    await off;
    assert.equal(hits.take({ reason: 'end-stepping-range' }), false);
    await hits.stepOff();
    await hits.numberAt(2);
    hits.left();
    await hits.stepOff();
    assert.deepEqual(
      link.commands.filter((command) => command.startsWith('-exec')),
      ['-exec-step-instruction --thread 2'],
    );
  });
});
