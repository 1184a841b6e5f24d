import assert from 'node:assert/strict';
import { resolveConfiguration } from '../../../config/resolve/resolveConfiguration';
import { UNCHANGED_SETTINGS } from '../../../config/defaults';
import type { MachineConfiguration, PartialConfiguration } from '../../../config/types';
import type { ResolvedConfiguration } from '../../../config/resolved';
import { fakeItem } from '../../../../test/support/fakeItem';
import { filtered } from './filtered';
import { TestTree } from './testTree';

const FILTER = 'kunit.filter_glob=text.decimal';

describe('a configuration for one test', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = new TestTree({ createTestItem: fakeItem }, fakeItem('root', 'a machine'));
    tree.list([
      ['text', 'decimal'],
      ['text', 'hex'],
    ]);
  });

  const run = (written: Record<string, unknown>, defaults: PartialConfiguration) => {
    const item = tree.itemFor(['text', 'decimal'], false);
    assert.ok(item);
    const nowhere = { folder: undefined, owner: undefined };
    const found = { id: 'i', name: 'n', ...nowhere, protocol: 'ktap', before: [] } as const;
    const chosen = { items: [item], excluded: [] };
    const { isAll, only, written: filled } = filtered({ ...found, written }, tree, chosen, defaults);
    assert.equal(isAll ? undefined : item, only);
    return { isAll, filled };
  };

  /** What the machine would be. */
  function started(written: Record<string, unknown>, defaults: PartialConfiguration): ResolvedConfiguration {
    const { isAll, filled } = run(written, defaults);
    assert.equal(isAll, false);
    const config = { type: 'qemu', ...filled } as MachineConfiguration;
    return resolveConfiguration(config, { ...UNCHANGED_SETTINGS, machine: defaults });
  }

  it('a configuration for one test keeps the kernel’s command line, wherever that and the kernel are written', () => {
    const line = 'console=ttyS0 panic=-1';
    const cases: [Record<string, unknown>, PartialConfiguration][] = [
      [{ kernel: 'k', append: line }, {}],
      [{ kernel: 'k' }, { append: line }],
      [{}, { kernel: 'k', append: line }],
      [{ kernel: 'k', append: line }, { append: 'quiet' }],
      [{ args: ['-append', line, '-kernel', 'k'] }, {}],
      [{ kernel: 'k', append: 'quiet', args: ['-append', line] }, {}],
      [{ kernel: 'k', append: 'quiet' }, { args: ['-append', line] }],
    ];
    for (const [written, defaults] of cases)
      assert.equal(
        started(written, defaults).append,
        `${line} ${FILTER}`,
        JSON.stringify([written, defaults]),
      );
    assert.equal(started({ kernel: 'k' }, {}).append, FILTER);
  });

  it('a configuration for one test tells the kernel, and not its first process', () => {
    assert.equal(started({ kernel: 'k', append: 'quiet -- single' }, {}).append, `quiet ${FILTER} -- single`);
  });

  it('a configuration for one test has a person’s own filter at the end of what there is', () => {
    const filter = { append: '${tests}', args: ['-fw_cfg', 'name=opt/x,string=${tests}'], test: '${test}' };
    const written = { kernel: 'k', append: 'quiet --', tests: { protocol: 'ktap', filter } };
    const { append, args } = started(written, { args: ['-no-hpet'] });
    assert.equal(append, 'quiet -- decimal');
    assert.deepEqual(args, ['-no-hpet', '-fw_cfg', 'name=opt/x,string=decimal']);
    const inArgs = started(written, { args: ['-append', 'loud', '-no-hpet'] });
    assert.equal(inArgs.append, 'loud decimal');
    assert.deepEqual(inArgs.args, args);
  });

  it('a configuration for one test runs all of them where no kernel would read the filter', () => {
    for (const defaults of [{}, { append: 'quiet' }])
      assert.deepEqual(run({ bios: 'b' }, defaults), { isAll: true, filled: { name: 'n', bios: 'b' } });
  });
});
