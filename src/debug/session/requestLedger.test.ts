import assert from 'node:assert/strict';
import { FakeTime } from '../../../test/support/fakeTime';
import { isCancelled } from '../../concurrency/abort';
import { RequestLedger, type Request } from './requestLedger';

describe('the ledger of requests', () => {
  let refused: [number, string, cancelled: boolean][];
  let ledger: RequestLedger;
  beforeEach(() => {
    refused = [];
    ledger = new RequestLedger((request: Request, error) => {
      refused.push([request.seq, error.message, isCancelled(error)]);
      ledger.end(request.seq);
    });
  });

  it('the ledger lets each request be answered once', () => {
    ledger.begin({ seq: 1, command: 'threads' });
    assert.equal(ledger.end(1), true);
    assert.equal(ledger.end(1), false);
    assert.equal(ledger.end(2), false);
  });

  it('the ledger cancels at the end what still waits, except for requests that answer themselves', () => {
    for (const [seq, command] of ['threads', 'launch', 'disconnect', 'next'].entries())
      ledger.begin({ seq, command });
    ledger.close(['launch', 'disconnect']);
    assert.deepEqual(refused, [
      [0, 'The session has ended.', true],
      [3, 'The session has ended.', true],
    ]);
    assert.equal(ledger.end(1), true);
    assert.equal(ledger.end(2), true);
  });

  it('the ledger refuses a request that takes too long', async () => {
    const time = FakeTime.hold();
    try {
      ledger.begin({ seq: 7, command: 'readMemory' });
      await time.jump(29_999);
      assert.deepEqual(refused, []);
      await time.jump(1);
    } finally {
      time.release();
    }
    assert.deepEqual(refused, [[7, '"readMemory" was not answered within 30 seconds.', false]]);
  });
});
