import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mainFunctionOf } from './mainFunction';

describe('the function that an unconfigured debug session stops in', () => {
  it('the first function in C is found by the names that it has in kernels', async () => {
    assert.equal(
      await mainFunctionOf(join(__dirname, '../../../../../media/guest/sample.elf')),
      'kernel_main',
    );
  });

  it('a file without symbols, or none at all, has no first function', async () => {
    assert.equal(await mainFunctionOf(__filename), undefined);
    assert.equal(await mainFunctionOf('/nowhere/kernel.elf'), undefined);
  });
});
