import assert from 'node:assert/strict';
import { TranslatedBlocks } from './translatedBlocks';

const RULE = '----------------';

function others(...lines: readonly string[]): string[] {
  const blocks = new TranslatedBlocks();
  return lines.flatMap((line) => blocks.others(line));
}

describe('TranslatedBlocks', () => {
  it('TranslatedBlocks leaves out blocks with all their lines, and nothing else', () => {
    const block = [RULE, 'IN: main', 'Priv: 3; Virt: 0', '0x80000000:  00000297          auipc t0,0', ''];
    assert.deepEqual(others('one', ...block, ...block, 'two', '', 'three'), ['one', 'two', '', 'three']);
  });

  it('TranslatedBlocks keeps a rule that stands before something else', () => {
    assert.deepEqual(others(RULE, 'OUT: [size=4]', '', RULE, RULE, 'IN: ', '', 'x'), [
      RULE,
      'OUT: [size=4]',
      '',
      RULE,
      'x',
    ]);
  });
});
