import assert from 'node:assert/strict';
import { CancelledError } from '../../concurrency/abort';
import { Emitter } from '../../concurrency/event';
import { TaskGroup } from '../../concurrency/taskGroup';
import { NEVER } from '../../concurrency/timeout';
import type { ToldLoads } from '../../symbols/guestSymbols';
import { NOTHING_TOLD } from '../../symbols/loads/toldLoads';
import { LinkCache } from './linkCache';

describe('the links of a machine', () => {
  let tasks: TaskGroup;
  let told: Emitter<ToldLoads>;
  let asked: number;
  let time: number;
  let cache: LinkCache;
  let answer: Promise<string | undefined>;

  beforeEach(() => {
    tasks = new TaskGroup('test');
    told = new Emitter();
    asked = time = 0;
    answer = Promise.resolve('/w/a.c');
    const symbols = {
      resolve: () => Promise.resolve([]),
      source: () => Promise.resolve(undefined),
      printedSource: () => {
        asked++;
        return answer;
      },
    };
    const machine = { name: 'test', loads: NOTHING_TOLD, onDidTellLoads: told.event };
    cache = new LinkCache(
      tasks,
      machine,
      () => symbols,
      () => time,
    );
  });
  afterEach(() => tasks.close());

  it('the links of a line are looked for once, until something is loaded or time has passed', async () => {
    for (let round = 0; round < 3; round++)
      assert.deepEqual(await cache.find('a.c:1', NEVER), [{ from: 0, to: 5, path: '/w/a.c', line: 1 }]);
    assert.equal(asked, 1);
    told.fire(NOTHING_TOLD);
    await cache.find('a.c:1', NEVER);
    assert.equal(asked, 2);
    time += 60_000;
    await cache.find('a.c:1', NEVER);
    assert.equal(asked, 3);
  });

  it('the links of a line are there at the next time when nobody waited for them', async () => {
    let found: (path: string) => void = () => undefined;
    answer = new Promise((resolve) => (found = resolve));
    const impatient = new AbortController();
    const first = cache.find('a.c:1', impatient.signal);
    impatient.abort(new CancelledError());
    await assert.rejects(first, CancelledError);
    found('/w/a.c');
    assert.equal((await cache.find('a.c:1', NEVER))[0]?.path, '/w/a.c');
    assert.equal(asked, 1);
  });
});
