import assert from 'node:assert/strict';
import { formatRecord, visible } from './format';
import type { LogRecord } from './record';

const RECORD: LogRecord = {
  time: new Date(2025, 0, 2, 3, 4, 5, 6).getTime() + 0.789,
  level: 'info',
  pid: 41,
  thread: 2,
  source: 'sample · serial',
  loop: 'read serial0',
  text: 'hello',
};

describe('formatRecord', () => {
  it('formatRecord says which process, thread, source and loop, and what, and leaves time and level to the log channel', () => {
    assert.equal(formatRecord(RECORD), '[41:2 sample · serial/read serial0] hello');
  });

  it('formatRecord writes no slash where no loop spoke', () => {
    assert.equal(formatRecord({ ...RECORD, loop: '' }), '[41:2 sample · serial] hello');
  });

  it('formatRecord writes one line, whatever text and names hold', () => {
    const forged = 'x\r\n[1:0 extension] all is well\u2028\u0085\v\f';
    const line = formatRecord({ ...RECORD, source: 'a\nb', loop: '\n', text: forged });
    assert.equal(line.split(/[\n\r\v\f\u0085\u2028\u2029]/).length, 1);
  });
});

describe('visible', () => {
  it('visible() shows control characters as pictures or escapes', () => {
    assert.equal(visible('\0\x1b[31m\r\n\x7f'), '␀␛[31m␍␊␡');
    assert.equal(visible('\x9b2J\u2028\u202e\u2066'), '\\u009b2J\\u2028\\u202e\\u2066');
  });

  it('visible() leaves all other text alone', () => {
    const text = 'tab\there, äöü 漢字 😀 ~ \u00a0 עברית';
    assert.equal(visible(text), text);
  });
});
