import assert from 'node:assert/strict';
import { bundles } from '../../../../test/support/bundles';
import { NEVER } from '../../../concurrency/timeout';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { SearchThreads } from './searchThreads';

describe('search threads', function () {
  this.timeout(60_000);
  let group: TaskGroup;
  let threads: SearchThreads;
  let searchFile: string;

  before(async () => ({ searchFile } = await bundles()));
  beforeEach(() => {
    group = new TaskGroup('test');
    threads = new SearchThreads(group, searchFile);
  });
  afterEach(() => group.close());

  const found = async (pattern: RegExp, text: string): Promise<boolean> =>
    await threads.test(pattern, text, NEVER);

  it('search threads look for a pattern in a text, line by line, whatever engine it needs', async () => {
    assert.equal(await found(/^two$/m, 'one\ntwo\n'), true);
    assert.equal(await found(/^two\r\n/m, 'one\ntwo\n'), true);
    assert.equal(await found(/^wo$/m, 'one\ntwo\n'), false);
    assert.equal(await found(/o(?=n)/, 'two\n'), false);
    assert.equal(await found(/o(?=n)/, 'one\n'), true);
  });

  it('search threads find in no time what takes a backtracking engine for ever, and give up what only that one can do', async () => {
    const text = `${'a'.repeat(5000)}!`;
    assert.equal(await found(/^(a+)+$/m, text), false);
    await assert.rejects(found(/^(?=a)(a+)+$/m, text), { name: 'TimeoutError' });
    assert.equal(await found(/!/, text), true);
  });
});
