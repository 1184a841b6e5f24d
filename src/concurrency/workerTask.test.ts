import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, abortListeners } from './abort';
import { bundle } from '../../test/support/bundle';
import { until } from '../../test/support/until';
import type { FixtureProtocol } from '../../test/support/concurrency/fixtureWorker';
import { RemoteError, WorkerDiedError, WorkerTask } from './workerTask';

const forever = new AbortController().signal;

/** Whether a thread of ours waits in the system for the other end of a FIFO: `fifo_open` in Linux' fs/pipe.c. */
function waitsForPipe(): boolean {
  return readdirSync('/proc/self/task').some((thread) => {
    const wait = readFileSync(`/proc/self/task/${thread}/wchan`, 'utf8');
    return wait === 'wait_for_partner';
  });
}

describe('WorkerTask', () => {
  let file: string;
  let worker: WorkerTask<FixtureProtocol>;
  let posts: string[];
  let heard: () => void;

  before(async () => {
    const folder = await bundle({ fixtureWorker: 'test/support/concurrency/fixtureWorker.ts' });
    file = join(folder, 'fixtureWorker.js');
  });

  beforeEach(() => {
    worker = new WorkerTask('fixture', file, undefined);
    posts = [];
    heard = () => undefined;
    worker.onPost((post) => {
      posts.push(post);
      heard();
    });
  });
  afterEach(() => worker.stop(500));

  function posted(text: string): Promise<void> {
    return new Promise((resolve) => {
      heard = () => {
        if (posts.includes(text)) resolve();
      };
      heard();
    });
  }

  it('a thread that is not up yet has done no work, and some when it is', async function () {
    // Other systems do not count a thread's work where we could read it.
    if (process.platform !== 'linux') this.skip();
    assert.equal(worker.workedMs, 0);
    await worker.request('threadId', undefined, forever);
    await until('its work is counted', () => (worker.workedMs ?? 0) > 0);
  });

  it('a worker answers typed requests, several at once, on another thread', async () => {
    const [sum, other, id] = await Promise.all([
      worker.request('add', [1, 2, 3], forever),
      worker.request('add', [4, 5], forever),
      worker.request('threadId', undefined, forever),
    ]);
    assert.deepEqual([sum, other, id], [6, 9, worker.threadId]);
    assert.notEqual(id, 0);
  });

  it('posts go both ways between a worker and its owner', async () => {
    worker.post({ text: 'hello' });
    await posted('heard hello');
  });

  it('an abort is carried to the worker’s side', async () => {
    const controller = new AbortController();
    const wait = worker.request('hang', undefined, controller.signal);
    await posted('hanging');
    controller.abort(new CancelledError('enough'));
    await assert.rejects(wait, /enough/);
    await posted('hang ended');
    await assert.rejects(worker.request('add', [1], controller.signal), CancelledError);
    assert.equal(await worker.request('add', [1], forever), 1, 'the thread lives on');
  });

  it('an error of the worker keeps its name, message and details', async () => {
    await assert.rejects(worker.request('timeOut', 'a bus', forever), (error: RemoteError) => {
      assert.ok(error instanceof RemoteError);
      assert.equal(error.name, 'TimeoutError');
      assert.equal(error.message, 'a bus took longer than 5 ms');
      assert.deepEqual(error.details, { what: 'a bus', ms: 5 });
      return true;
    });
  });

  it('a worker survives errors and results that cannot be sent', async () => {
    await assert.rejects(worker.request('failOddly', undefined, forever), {
      name: 'RangeError',
      message: 'odd',
    });
    await assert.rejects(worker.request('unclonable', undefined, forever), { name: 'DataCloneError' });
    const unsendable = [() => 1] as unknown as number[];
    const controller = new AbortController();
    await assert.rejects(worker.request('add', unsendable, controller.signal), { name: 'DataCloneError' });
    assert.equal(abortListeners(controller.signal), 0);
    assert.equal(await worker.request('add', [1], forever), 1);
  });

  it('a worker refuses a request that it does not know', async () => {
    await assert.rejects(worker.request('toString' as 'add', [], forever), /no such request: toString/);
  });

  it('a thread that dies in the middle rejects the requests that wait', async () => {
    const waits = [worker.request('hang', undefined, forever), worker.request('die', 7, forever)];
    for (const wait of waits) await assert.rejects(wait, WorkerDiedError);
    assert.match(String(await worker.stopped), /worker thread "fixture" ended: exit code 7/);
    await assert.rejects(worker.request('add', [1], forever), WorkerDiedError);
    worker.post({ text: 'to nobody' });
  });

  it('a thread that dies says which error killed it', async () => {
    await assert.rejects(worker.request('crash', 'out of luck', forever), /ended: out of luck/);
    assert.ok((await worker.stopped) instanceof WorkerDiedError);
  });

  it('a thread dies with the failure of its group', async () => {
    await assert.rejects(worker.request('failGroup', 'loop broke', forever), /loop broke/);
    assert.match(String(await worker.stopped), /loop broke/);
  });

  it('a thread ends in order when asked, however often it is asked', async () => {
    const wait = worker.request('hang', undefined, forever);
    await posted('hanging');
    assert.equal(worker.stop(), worker.stop());
    await assert.rejects(wait, CancelledError);
    await worker.stop();
    assert.equal(await worker.stopped, undefined);
    assert.deepEqual(posts, ['hanging', 'hang ended']);
  });

  it('a thread that ignores its stop is terminated', async () => {
    const wait = worker.request('block', undefined, forever);
    await posted('blocking');
    const rejected = assert.rejects(wait, WorkerDiedError);
    await worker.stop(50);
    await rejected;
    assert.equal(await worker.stopped, undefined, 'it was asked to end');
  });

  it('stop() does not wait for a thread that the system does not let end', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'qsd-pipe-'));
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    const wait = worker.request('openPipe', path, forever);
    await posted('opening');
    await until('a thread waits for a reader of the pipe', waitsForPipe);
    const rejected = assert.rejects(wait, WorkerDiedError);
    await worker.stop(10);
    // Now it may end.
    closeSync(openSync(path, 'r+'));
    await rejected;
    assert.match(String(await worker.stopped), /did not end within 2010 ms/);
    rmSync(directory, { recursive: true });
  });

  it('a thread that is terminated from outside is noticed', async () => {
    const wait = worker.request('hang', undefined, forever);
    await posted('hanging');
    await Promise.all([worker.terminate(), assert.rejects(wait, WorkerDiedError)]);
    assert.ok((await worker.stopped) instanceof WorkerDiedError);
  });

  it('a thread whose file is not there is noticed', async () => {
    const missing = new WorkerTask('missing', '/nowhere/worker.js', undefined);
    assert.match(String(await missing.stopped), /Cannot find module/);
    await missing.stop();
  });
});
