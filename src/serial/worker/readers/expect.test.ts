import assert from 'node:assert/strict';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { bundles } from '../../../../test/support/bundles';
import { until } from '../../../../test/support/until';
import { Bench } from '../../../../test/support/serial/workerFixture';
import type { WaitMatch } from '../../waitMatch';
import { SearchThreads } from '../search/searchThreads';
import type { Spool } from '../spool/spool';
import { Expect } from './expect';

describe('waiting for text', function () {
  this.timeout(60_000);
  let bench: Bench;
  let spool: Spool;
  let expect: Expect;
  let searchFile: string;

  before(async () => ({ searchFile } = await bundles()));

  beforeEach(() => {
    bench = new Bench();
    spool = bench.spool();
    expect = new Expect('serial0', spool, new SearchThreads(bench.group, searchFile));
  });

  afterEach(() => bench.close());

  const say = (text: string): void => spool.append(Buffer.from(text));
  const wait = (pattern: string | RegExp, timeoutMs = 30_000, from?: number): Promise<WaitMatch> =>
    expect.waitFor({ pattern, timeoutMs, ...(from !== undefined && { from }) }, bench.signal);

  it('a wait for text sees what came before, and goes on after the last match', async () => {
    say('> one\n> two\n');
    assert.equal((await wait('> ')).start, 0);
    assert.equal((await wait('> ')).start, 6);
    const third = wait('> ');
    say('> ');
    assert.equal((await third).start, 12);
    assert.equal((await wait('> ', 30_000, 0)).start, 0);
  });

  it('a wait for text finds what is there already even with no time at all', async () => {
    say('here');
    assert.equal((await wait('here', 0)).start, 0);
  });

  it('a wait for text times out with the last lines received, readable', async () => {
    say('\x1b[31mboot\x1b[0m\r\nline two\0\r\nno prompt');
    await assert.rejects(wait('login: ', 20), (error: Error) => {
      assert.equal(error.name, 'TimeoutError');
      assert.equal(
        error.message,
        '"login: " on port "serial0" did not come within 20 ms. Last lines received:\nboot\nline two\nno prompt',
      );
      return true;
    });
    await assert.rejects(wait(/x/, 5, spool.tail.end), /^TimeoutError: \/x\/ .* Nothing was received\.$/);
  });

  it('a wait for text is told at the end of the machine that it will not come', async () => {
    const pending = wait(/never/);
    say('panic: oops');
    spool.tail.finish();
    await assert.rejects(
      pending,
      /\/never\/ on port "serial0" did not come before the machine ended\. Last.*\npanic: oops/,
    );
    await assert.rejects(wait('later'), /before the machine ended/);
    assert.equal((await wait('oops')).start, 7);
  });

  it('a wait for text that is among the last bytes is settled before the port is', async () => {
    let found: WaitMatch | undefined;
    void wait('power button').then((match) => (found = match));
    say('power button');
    spool.tail.finish();
    await expect.settled();
    assert.equal(found?.start, 0);
  });

  it('a wait for text whose search is ended says so, and is not taken for one that a person cancelled', async () => {
    const group = new TaskGroup('serial');
    const ending = new Expect('serial0', spool, new SearchThreads(group, searchFile));
    say('a'.repeat(200));
    const pending = ending.waitFor({ pattern: /(?:a|aa)+$(?=b)/, timeoutMs: 30_000 }, bench.signal);
    const refused = assert.rejects(
      pending,
      /^NotReceivedError: .* still being searched for when the machine/,
    );
    await until('it is searched for', () => group.snapshot().children.some(({ kind }) => kind === 'thread'));
    await group.close();
    await refused;
  });

  it('a wait for text stops when told to', async () => {
    const controller = new AbortController();
    const pending = expect.waitFor({ pattern: 'x', timeoutMs: 30_000 }, controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(pending, /enough/);
  });

  it('a wait for text refuses an empty text', async () => {
    await assert.rejects(wait(''), /empty/);
  });

  it('a wait for text sees text as a person does, or the bytes as they are', async () => {
    say('[  \x1b[32mOK\x1b[0m  ] Reached\r\n');
    assert.deepEqual(await wait('[  OK  ] Reached'), {
      text: '[  OK  ] Reached',
      groups: [],
      start: 0,
      end: spool.tail.end - 2,
    });
    const raw = await expect.waitFor(
      { pattern: /\x1b\[32m(OK)/, timeoutMs: 30_000, from: 0, raw: true },
      bench.signal,
    );
    assert.deepEqual([raw.start, raw.end, raw.groups], [3, 10, ['OK']]);
  });

  it('a wait for text finds a pattern that takes JavaScript for ever, in a line without end', async () => {
    say('x'.repeat(64_000));
    const pending = wait(/.*login: $/m);
    say('x'.repeat(64_000));
    say('\nbox login: ');
    assert.equal((await pending).text, 'box login: ');
    say(`\n${'a'.repeat(40)}!`);
    await assert.rejects(wait(/(a+)+$/m, 0), /did not come within 0 ms/);
  });

  it('a pattern that does not end is given up by name, and no other wait notices', async () => {
    say(`${'a'.repeat(40)}!\n`);
    // Look-ahead: the linear engine does not know it.
    const endless = wait(/^(?=a)(a+)+$/m);
    const failure = assert.rejects(endless, (error: Error) => {
      assert.equal(error.name, 'PatternError');
      assert.match(error.message, /\/\^\(\?=a\)\(a\+\)\+\$\/m on port "serial0" was given up/);
      return true;
    });
    let ended = false;
    const over = failure.then(() => (ended = true));
    assert.equal((await wait('!', 30_000, 0)).start, 40);
    assert.equal((await wait(/a(?=!)/, 30_000, 0)).start, 39);
    assert.equal(ended, false, 'the others did not wait for it');
    await over;
    say('later');
    assert.equal((await wait(/later/)).text, 'later');
  });

  it('a wait for text times out in the middle of a pattern that does not end, and says that it is slow', async () => {
    say(`${'a'.repeat(40)}!\n`);
    // The thread for such patterns is there by then.
    await wait(/a(?=!)/);
    await assert.rejects(
      wait(/^(?=a)(a+)+$/m, 10, 0),
      /TimeoutError: .*within 10 ms\. Searching for this pattern takes a long time\./,
    );
  });

  it('a wait for text ends at once when its machine does, in the middle of a pattern that does not end', async () => {
    say(`${'a'.repeat(40)}!\n`);
    const pending = wait(/^(?=a)(a+)+$/m);
    const rejected = assert.rejects(pending);
    await new Promise(setImmediate);
    await bench.group.close();
    await rejected;
  });

  it('a wait for text says which pattern it cannot search for when too many want a thread of their own', async () => {
    say('x');
    const waits = Array.from({ length: 20 }, (_, index) => wait(new RegExp(`(?=y)y${index}`)));
    const results = Promise.allSettled(waits);
    await assert.rejects(Promise.race(waits), /more than 16 patterns with look-around/);
    say(Array.from({ length: 20 }, (_, index) => ` y${index}`).join(''));
    assert.equal((await results).filter(({ status }) => status === 'fulfilled').length, 16);
  });
});
