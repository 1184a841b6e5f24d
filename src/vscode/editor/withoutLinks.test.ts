import assert from 'node:assert/strict';
import { withoutLinks } from './withoutLinks';

describe('withoutLinks', () => {
  it('leaves no link in a guest’s words', () => {
    const words = withoutLinks('panic: [run](command:qemu.stop) [a](https://example.org)](');
    assert.doesNotMatch(words, /\]\(/);
    assert.match(words, /run\] \(command:qemu\.stop\)/);
  });
});
