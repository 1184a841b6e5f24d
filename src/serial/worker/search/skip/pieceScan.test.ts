import assert from 'node:assert/strict';
import { PieceScan } from './pieceScan';

const NONE: ReadonlySet<string> = new Set();

function isDull(bytes: Uint8Array, cut = 0): boolean {
  const scan = new PieceScan<string>(0);
  scan.take(bytes.subarray(0, cut), 0, NONE);
  scan.take(bytes.subarray(cut), 0, NONE);
  return scan.isDull('owner', 0);
}

describe('PieceScan', () => {
  it('PieceScan takes printable ASCII, tabs and line ends for plain, wherever a byte stands and the text is cut', () => {
    for (let byte = 0; byte < 256; byte++)
      for (let at = 0; at < 8; at++) {
        const bytes = Buffer.from('0123456789');
        bytes[at] = byte;
        const plain = (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a;
        for (const cut of [0, 3, 4, at + 1])
          assert.equal(isDull(bytes, cut), plain, `${byte} at ${at}, cut at ${cut}`);
      }
  });

  it('PieceScan takes a carriage return for plain before a line feed only, wherever they stand and are cut', () => {
    for (let at = 0; at < 8; at++)
      for (let cut = 0; cut <= 10; cut++) {
        const bytes = Buffer.from('0123456789');
        bytes.write('\r\n', at);
        assert.ok(isDull(bytes, cut), `at ${at}, cut at ${cut}`);
        bytes.write('\r\r\n'.slice(0, 10 - at), at);
        assert.ok(!isDull(bytes, cut), `twice at ${at}, cut at ${cut}`);
      }
  });
});
