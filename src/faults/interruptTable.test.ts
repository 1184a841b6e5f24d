import assert from 'node:assert/strict';
import { gateBytes, gateHandler } from './interruptTable';

/** Flags of a gate: present, of this type. */
const present = (type: bigint): bigint => (0x80n | type) << 40n;

describe('gates of a PC’s interrupt table', () => {
  it('a gate leads to the address that is written in pieces in it', () => {
    assert.equal(gateHandler(0xa180_8e00_0010_0be0n, 0xffff_ffffn), 0xffff_ffff_a180_0be0n);
    assert.equal(gateHandler(0x0010_8f00_0008_1234n), 0x10_1234n);
    assert.deepEqual([gateBytes(true), gateBytes(false)], [16, 8]);
  });

  it('the upper half of a long gate’s second word is not part of the address', () => {
    assert.equal(gateHandler(present(0xen), 0xdead_beef_0000_0001n), 0x1_0000_0000n);
  });

  it('a gate that is not present, or a segment’s descriptor, leads nowhere', () => {
    assert.equal(gateHandler(0xa180_0e00_0010_0be0n, 0xffff_ffffn), undefined);
    assert.equal(gateHandler(present(0x1bn)), undefined);
    assert.equal(gateHandler(0n), undefined);
  });
});
