import assert from 'node:assert/strict';
import { testEntries } from './testEntries';

const TESTS = { protocol: 'tap' };
const entry = (kernel: string, fields: object = {}) => ({ type: 'qemu', kernel, tests: TESTS, ...fields });
const namesIn = (...entries: unknown[]) => testEntries(entries, 'tasks').map(({ name }) => name);

describe('the configurations with tests in a list', () => {
  it('configurations with the same name are all there, each with a name of its own, in their order', () => {
    const found = testEntries([entry('a/kernel.elf'), entry('b/kernel.elf'), entry('c/kernel.elf')], 'tasks');
    assert.deepEqual(
      found.map(({ name, written }) => [name, written['kernel']]),
      [
        ['kernel', 'a/kernel.elf'],
        ['kernel 2', 'b/kernel.elf'],
        ['kernel 3', 'c/kernel.elf'],
      ],
    );
  });

  it('a configuration keeps the name that a person gave it, though another one would be numbered so', () => {
    assert.deepEqual(
      namesIn(entry('a/kernel.elf'), entry('b/kernel.elf'), entry('x', { label: 'kernel 2' })),
      ['kernel', 'kernel 3', 'kernel 2'],
    );
  });

  it('an entry without tests, or of another type, is no configuration with tests and takes no name', () => {
    const others = [
      { type: 'qemu', kernel: 'kernel' },
      { type: 'shell', label: 'kernel', tests: TESTS },
      null,
    ];
    assert.deepEqual(namesIn(...others, entry('kernel.elf', { tests: true }), entry('kernel.elf')), [
      'kernel',
    ]);
  });

  it('an entry of launch.json is kept whole for a debugger, and names its tasks', () => {
    const written = entry('a.elf', { name: 'debugged', request: 'launch', preLaunchTask: 'build' });
    const [found] = testEntries([written], 'configurations');
    assert.deepEqual(
      [found?.name, found?.launch, found?.before, found?.protocol],
      ['debugged', written, ['build'], 'tap'],
    );
    assert.equal(testEntries([written], 'tasks')[0]?.launch, undefined);
  });
});
