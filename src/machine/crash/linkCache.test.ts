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
  /** What was loaded when code was looked up. */
  let used: ToldLoads[];

  beforeEach(() => {
    tasks = new TaskGroup('test');
    told = new Emitter();
    used = [];
    asked = time = 0;
    answer = Promise.resolve('/w/a.c');
    const symbols = {
      resolve: (_: unknown, loads: ToldLoads) => {
        used.push(loads);
        return Promise.resolve([]);
      },
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

  it('the links of a line of a crash’s stack are those of what was loaded then, and the newest crash counts', async () => {
    const line = 'pc: 0000000047f78e28';
    const crash = (loads: ToldLoads): Parameters<LinkCache['crashed']>[0] => ({
      loads,
      report: {
        ...{
          system: 'uboot',
          title: 'abort',
          altTitles: [],
          type: '',
          registers: [],
          tasks: [],
          start: 0,
          end: 9,
        },
        frames: [{ raw: line, start: 0, end: 9 }],
      },
    });
    const [older, newer] = [{ ...NOTHING_TOLD }, { ...NOTHING_TOLD }];
    await cache.find(line, NEVER);
    for (const loads of [older, newer]) {
      cache.crashed(crash(loads));
      await cache.find(`[    1.5] ${line}`, NEVER);
      await cache.find(line, NEVER);
    }
    await cache.find('lr: 0000000047f78d78', NEVER);
    const names = new Map([
      [NOTHING_TOLD, 'now'],
      [older, 'older'],
      [newer, 'newer'],
    ]);
    assert.deepEqual(
      used.map((loads) => names.get(loads)),
      ['now', 'older', 'older', 'newer', 'newer', 'now'],
    );
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
