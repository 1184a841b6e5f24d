import assert from 'node:assert/strict';
import { addr2lineDialect } from './addr2lineDialect';
import { AnswerError, type Dialect } from './dialect';
import { llvmDialect } from './llvmDialect';

function read(dialect: Dialect, addresses: readonly bigint[], lines: readonly string[]): unknown {
  const reader = dialect.reader(addresses);
  for (const [index, line] of lines.entries()) {
    const answers = reader.take(line);
    if (!answers) continue;
    assert.equal(index, lines.length - 1, 'complete before its last line');
    return answers;
  }
  return undefined;
}

describe('what llvm-symbolizer answers', () => {
  const answer = (address: string, ...symbols: object[]): string =>
    JSON.stringify({ Address: address, ModuleName: 'x', Symbol: symbols });

  it('the answer of llvm-symbolizer is read as frames, innermost first, without what is not known', () => {
    const lines = [
      answer(
        '0x10',
        { FunctionName: 'inner', FileName: 'a.c', Line: 3, Column: 7 },
        { FunctionName: 'outer', FileName: 'a.c', Line: 0, Column: 0 },
      ),
      answer('0x20', { FunctionName: '', FileName: '', Line: 0, Column: 0 }),
    ];
    assert.deepEqual(read(llvmDialect, [0x10n, 0x20n], lines), [
      [
        { function: 'inner', file: 'a.c', line: 3, column: 7, inlined: true },
        { function: 'outer', file: 'a.c', inlined: false },
      ],
      [],
    ]);
  });

  it('the answer of llvm-symbolizer is refused when it is for another address, an error, or no answer', () => {
    for (const line of [
      answer('0x11', { FunctionName: 'f' }),
      JSON.stringify({ Address: '0x10', Error: { Message: 'No such file' } }),
      '[]',
      'f',
      '{"Address":"0x10"',
    ])
      assert.throws(() => read(llvmDialect, [0x10n], [line]), AnswerError, line);
  });
});

describe('what addr2line answers', () => {
  it('the answer of addr2line is read as frames, and ends with the answer to the last question', () => {
    const lines = [
      ...['0x0000000000000010', 'inner', 'a.c:3 (discriminator 2)', 'outer', 'b c.c:9'],
      ...['0x0000000000000020', '??', '??:0', '0x0000000000000030', 'alone', 'a.c:?'],
      ...['0xffffffffffffffff', '??', '??:0'],
    ];
    assert.deepEqual(read(addr2lineDialect, [0x10n, 0x20n, 0x30n], lines), [
      [
        { function: 'inner', file: 'a.c', line: 3, inlined: true },
        { function: 'outer', file: 'b c.c', line: 9, inlined: false },
      ],
      [],
      [{ function: 'alone', file: 'a.c', inlined: false }],
    ]);
  });

  it('the answer of addr2line is read for 32-bit programs, and for the last address itself', () => {
    const place = ['f', 'a.c:1'];
    const frames = [{ function: 'f', file: 'a.c', line: 1, inlined: false }];
    const narrow = ['0x00000010', ...place, '0xffffffff', ...place, '0xffffffff', '??', '??:0'];
    assert.deepEqual(read(addr2lineDialect, [0x10n, 0xffff_ffffn], narrow), [frames, frames]);
  });

  it('the answer of addr2line may have a function that is named like an address', () => {
    const lines = ['0x00000010', '0x00000099', 'a.c:1', '0xffffffff', '??', '??:0'];
    assert.deepEqual(read(addr2lineDialect, [0x10n], lines), [
      [{ function: '0x00000099', file: 'a.c', line: 1, inlined: false }],
    ]);
  });

  it('the answer of addr2line is refused when it is for another address, or no answer', () => {
    for (const lines of [['0x00000011'], ['f'], ['0x00000010', 'f', 'no place']])
      assert.throws(() => read(addr2lineDialect, [0x10n], lines), AnswerError, String(lines));
  });
});
