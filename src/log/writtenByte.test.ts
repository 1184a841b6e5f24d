import assert from 'node:assert/strict';
import { isUartWrite, writtenByte } from './writtenByte';

describe('writtenByte', () => {
  it('writtenByte() reads what QEMU’s versions write of a 16550 and a PL011', () => {
    assert.equal(writtenByte('serial_write write addr 0x00 val 0x4b'), 0x4b);
    assert.equal(writtenByte('serial_ioport_write write addr 0x00 val 0x0a'), 0x0a);
    assert.equal(writtenByte('4711@1700000000.000123:serial_write write addr 0x00 val 0x41'), 0x41);
    assert.equal(writtenByte('serial_write [0x00] <- 0x4b'), 0x4b);
    assert.equal(writtenByte('pl011_write addr 0x000 value 0x00000041'), 0x41);
    assert.equal(writtenByte('pl011_write addr 0x000 value 0x00000041 reg DR'), 0x41);
  });

  it('writtenByte() leaves other registers and other lines alone', () => {
    for (const line of [
      'serial_write write addr 0x01 val 0x02',
      'serial_write [0x01] <- 0x02',
      'serial_read [0x00] -> 0x4b',
      'pl011_write addr 0x030 value 0x00000301',
      'serial_read read addr 0x00 val 0x41',
      '0x00100000:  serial_write write addr 0x00 val 0x4b',
    ])
      assert.equal(writtenByte(line), undefined, line);
    assert.ok(isUartWrite('serial_write write addr 0x01 val 0x02'));
    assert.ok(isUartWrite('serial_write [0x01] <- 0x02'));
    assert.ok(!isUartWrite('serial_read read addr 0x00 val 0x41'));
  });
});
