import assert from 'node:assert/strict';
import { missingSentences } from './missingImages';

const advice = (file: string): string => `build ${file}.`;

describe('images of a crash without a symbol file', () => {
  it('images without a symbol file are told of once each, with the file that is missing', () => {
    const driver = { name: 'Shell', kind: 'edk2', isCertain: true } as const;
    assert.deepEqual(missingSentences([driver, driver, { name: 'ext4', isCertain: true }], 'linux', advice), [
      'No symbol file is known for Shell, in which calls of this crash lie: build Shell.debug.',
      'No symbol file is known for ext4, in which calls of this crash lie: build ext4.ko.',
    ]);
  });

  it('images without a symbol file are not certain where the guest only says that something begins below', () => {
    const near = { name: 'Shell', kind: 'edk2', isCertain: false } as const;
    assert.match(
      missingSentences([near], 'edk2', advice).join(),
      /in which calls of this crash probably lie/,
    );
    const both = missingSentences([near, { ...near, isCertain: true }, near], 'edk2', advice);
    assert.equal(both.length, 1);
    assert.doesNotMatch(both.join(), /probably/);
    assert.deepEqual(missingSentences([near], 'linux', advice), [], 'what booted it');
  });

  it('images without a symbol file have no name for one where nobody knows how it would be called', () => {
    const [text] = missingSentences([{ name: 'thing', isCertain: true }], 'xen', advice);
    assert.match(text ?? '', /: build its ELF file\.$/);
  });

  it('images without a symbol file are few, and their names short, whatever a guest prints', () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({
      name: `${n}${'x'.repeat(1000)}`,
      isCertain: true,
    }));
    const text = missingSentences(many, 'linux', advice);
    assert.ok(text.length < 10 && text.join('').length < 3000);
  });
});
