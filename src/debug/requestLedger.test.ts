import assert from 'node:assert/strict';
import { RequestLedger, type Request } from './requestLedger';

describe('the ledger of requests', () => {
  let refused: [number, string][];
  let ledger: RequestLedger;
  beforeEach(() => {
    refused = [];
    ledger = new RequestLedger((request: Request, message) => {
      refused.push([request.seq, message]);
      ledger.end(request.seq);
    });
  });

  it('lets each request be answered once', () => {
    ledger.begin({ seq: 1, command: 'threads' });
    assert.equal(ledger.end(1), true);
    assert.equal(ledger.end(1), false);
    assert.equal(ledger.end(2), false);
  });

  it('refuses at the end what still waits, but what answers itself', () => {
    for (const [seq, command] of ['threads', 'launch', 'disconnect', 'next'].entries())
      ledger.begin({ seq, command });
    ledger.refuseAll('over', ['launch', 'disconnect']);
    assert.deepEqual(refused, [
      [0, 'over'],
      [3, 'over'],
    ]);
    assert.equal(ledger.end(1), true);
    assert.equal(ledger.end(2), true);
  });

  it('refuses what takes too long', async () => {
    const real = globalThis.setTimeout;
    const fast = ((work: () => void, ms: number) => real(work, ms / 10_000)) as typeof setTimeout;
    globalThis.setTimeout = fast;
    try {
      ledger.begin({ seq: 7, command: 'readMemory' });
    } finally {
      globalThis.setTimeout = real;
    }
    while (refused.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(refused, [[7, '"readMemory" was not answered within 30 seconds.']]);
  });
});
