import assert from 'node:assert/strict';
import { parseBytes } from './memoryText';

describe('memory as the human monitor prints it', () => {
  it('bytes are read up to where memory ends', () => {
    const text =
      '00000000fffffff8: 0x01 0x02 0x03 0x04 0x05 0x06 0x07 0x08\n0000000100000000: Cannot access memory\n';
    assert.deepEqual([...parseBytes(text)], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(parseBytes('Cannot access memory\n').length, 0);
  });
});
