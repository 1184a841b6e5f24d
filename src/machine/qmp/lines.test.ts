import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { MessageLines, MessageTooLongError } from './lines';

describe('MessageLines', () => {
  function cut(chunks: readonly Buffer[], limit?: number): string[] {
    const lines: string[] = [];
    const splitter = new MessageLines((line) => lines.push(line), limit);
    for (const chunk of chunks) splitter.push(chunk);
    return lines;
  }

  it('message lines are cut at line ends, wherever the chunks were cut', () => {
    const bytes = Buffer.from('{"a":"ü"}\r\n{"b":1}\n{"c"');
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(cut([bytes.subarray(0, at), bytes.subarray(at)]), ['{"a":"ü"}', '{"b":1}']);
    }
  });

  it('empty message lines are passed over', () => {
    assert.deepEqual(cut([Buffer.from('\r\n\n{"a":1}\n\n')]), ['{"a":1}']);
  });

  it('a message line of 12 MB that comes in small chunks is copied only once', () => {
    const text = `"${'x'.repeat(12 * 1024 * 1024)}"`;
    const bytes = Buffer.from(`${text}\n`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, i) =>
      bytes.subarray(i * 4096, (i + 1) * 4096),
    );
    const joins = mock.method(Buffer, 'concat');
    try {
      assert.deepEqual(cut(chunks), [text]);
      assert.equal(joins.mock.callCount(), 1);
    } finally {
      joins.mock.restore();
    }
  });

  it('a message line without end is refused', () => {
    assert.throws(() => cut([Buffer.alloc(60, 'x'), Buffer.alloc(60, 'x')], 100), MessageTooLongError);
  });
});
