import assert from 'node:assert/strict';
import { titleOf } from './title';

describe('titleOf', () => {
  for (const [text, title] of [
    ['kernel BUG at fs/ext4/inode.c:2721!', 'kernel BUG at fs/ext4/inode.c:LINE!'],
    ['panicked at src/main.rs:12:5: no memory', 'panicked at src/main.rs:LINE: no memory'],
    ['object 0xffff888012345678 of 64 bytes', 'object ADDR of NUM bytes'],
    ['bad value at ffffc90000123456', 'bad value at ADDR'],
    ['do_work+0x12/0x34: peer 10.0.2.15 has gone', 'do_work: peer IP has gone'],
    ['mm2 of sha256 stays', 'mm2 of sha256 stays'],
  ] as const) {
    it(`titleOf makes "${title}" of what differs from one occurrence to the next`, () => {
      assert.equal(titleOf(text), title);
    });
  }
});
