import assert from 'node:assert/strict';
import { didYouMean } from './didYouMean';

const FIELDS = [
  'name',
  'arch',
  'machine',
  'memory',
  'kernel',
  'append',
  'smp',
  'serial',
  'implicitCarriageReturn',
];

describe('didYouMean', () => {
  const cases: readonly [word: string, meant: string | undefined][] = [
    ['kernle', 'kernel'],
    ['Kernel', 'kernel'],
    ['kernal', 'kernel'],
    ['machin', 'machine'],
    ['mem', 'memory'],
    ['ram', 'memory'],
    ['cpus', 'smp'],
    ['bootargs', 'append'],
    ['implicit-carriage-return', 'implicitCarriageReturn'],
    ['impl', 'implicitCarriageReturn'],
    ['serials', 'serial'],
    ['zebra', undefined],
    ['', undefined],
    ['x', undefined],
    ['disk', undefined],
    ['constructor', undefined],
  ];
  for (const [word, meant] of cases)
    it(`didYouMean takes "${word}" for ${meant ?? 'nothing known'}`, () =>
      assert.equal(didYouMean(word, FIELDS), meant));

  it('didYouMean prefers the nearest word', () => {
    assert.equal(didYouMean('riscv46', ['riscv32', 'riscv64']), 'riscv64');
    assert.equal(didYouMean('amd64', ['aarch64', 'x86_64']), 'x86_64');
  });

  it('didYouMean knows nothing for an empty list', () => assert.equal(didYouMean('kernel', []), undefined));
});
