import * as l10n from '@vscode/l10n';
import type { Disposable } from '../../../concurrency/event';
import { IdleEnd } from '../../../concurrency/idleEnd';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { WorkerTask } from '../../../concurrency/workerTask';
import { withWorkLimit } from '../../../concurrency/workLimit';
import type { Look, Looked, SearchOrder, SearchProtocol, TestOrder } from './protocol';

/** How long a thread may work at one look, in milliseconds: for any pattern that ends it is a few hundredths of a second's work. */
export const LOOK_LIMIT_MS = 5000;
/** The shared thread ends when nobody has searched for this long, in milliseconds. */
const IDLE_MS = 10_000;
/** Threads for one pattern each. */
const MOST_THREADS = 16;
/** A pattern must not use up the memory of the extension host. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

/** A search's place on a thread. */
export interface Seat extends Disposable {
  /** On a thread of its own: if a look does not end, it is this search's own fault. */
  readonly alone: boolean;
  /** @throws `TimeoutError` after `LOOK_LIMIT_MS`; `WorkerDiedError` when the thread ends. */
  look(look: Omit<Look, 'search'>, signal: AbortSignal): Promise<Looked>;
}

/**
 * The threads on which people's patterns are searched for, made when they are needed. Patterns whose work is in
 * proportion to the text share one. A pattern that may never end has a thread of its own, which can be ended.
 */
export class SearchThreads {
  private readonly threads = new Set<SearchThread>();
  private shared: SearchThread | undefined;
  private readonly idle = new IdleEnd(IDLE_MS);
  private lastSearch = 0;

  constructor(
    private readonly group: TaskGroup,
    /** `searchWorker.js`. */
    private readonly file: string,
  ) {}

  /** @throws when the pattern or the file cannot be used; `signal.reason` on abort. */
  async seat(order: SearchOrder, signal: AbortSignal): Promise<Seat> {
    const shared = (this.shared ??= this.startShared());
    const search = ++this.lastSearch;
    const use = this.idle.use();
    const seat = shared.seat(search, false, () => use.dispose());
    try {
      if ((await shared.begin(search, order, signal)) === 'linear') return seat;
    } catch (error) {
      seat.dispose();
      throw error;
    }
    seat.dispose();
    return await this.seatAlone(order, signal);
  }

  /** On a thread of its own. */
  async seatAlone(order: SearchOrder, signal: AbortSignal): Promise<Seat> {
    if (this.threads.size > MOST_THREADS)
      throw new Error(
        l10n.t(
          'more than {0} patterns with look-around or back-references are being searched for; wait for one of them, or write them without',
          MOST_THREADS,
        ),
      );
    const search = ++this.lastSearch;
    const thread = this.start(`search ${search}`);
    const seat = thread.seat(search, true, () => thread.end());
    try {
      await thread.begin(search, order, signal);
      return seat;
    } catch (error) {
      seat.dispose();
      throw error;
    }
  }

  /**
   * Whether a text has a match of a pattern.
   * @throws `TimeoutError` after `LOOK_LIMIT_MS`; `WorkerDiedError` when the thread ends; `signal.reason` on abort.
   */
  async test(pattern: RegExp, text: string, signal: AbortSignal): Promise<boolean> {
    const shared = (this.shared ??= this.startShared());
    const use = this.idle.use();
    const found = await shared
      .test({ pattern, text, anyPattern: false }, signal)
      .finally(() => use.dispose());
    if (found !== undefined) return found;
    const alone = this.start(`search ${++this.lastSearch}`);
    try {
      return (await alone.test({ pattern, text, anyPattern: true }, signal)) ?? false;
    } finally {
      alone.end();
    }
  }

  /** The shared thread does not answer, or has ended: searches that ran on it go on elsewhere. */
  giveUpShared(): void {
    this.shared?.end();
    this.shared = undefined;
  }

  private start(name: string): SearchThread {
    const thread = new SearchThread(name, this.file, this.group, (ended) => {
      this.threads.delete(ended);
      if (this.shared === ended) this.shared = undefined;
    });
    this.threads.add(thread);
    return thread;
  }

  private startShared(): SearchThread {
    const shared = this.start('search');
    // It only waits.
    this.group.daemon('end of the search thread', ({ signal }) =>
      this.idle.waitFor(shared, signal, () => {
        this.giveUpShared();
        return shared.stopped;
      }),
    );
    return shared;
  }
}

class SearchThread {
  private readonly worker: WorkerTask<SearchProtocol>;
  readonly stopped: Promise<unknown>;

  constructor(name: string, file: string, group: TaskGroup, onEnd: (thread: SearchThread) => void) {
    const worker = new WorkerTask<SearchProtocol>(name, file, undefined, HEAP);
    this.worker = worker;
    this.stopped = worker.stopped;
    void worker.stopped.then(() => onEnd(this));
    // At once: it may be in the middle of a pattern, and has nothing to lose.
    group.adopt('thread', name, { stopped: worker.stopped, stop: () => worker.terminate() });
  }

  async begin(search: number, order: SearchOrder, signal: AbortSignal): Promise<'linear' | 'backtracking'> {
    return await this.worker.request('begin', { search, ...order }, signal);
  }

  async test(order: TestOrder, signal: AbortSignal): Promise<boolean | undefined> {
    return await withWorkLimit('a look', LOOK_LIMIT_MS, this.worker, signal, (inner) =>
      this.worker.request('test', order, inner),
    );
  }

  seat(search: number, alone: boolean, left: () => void): Seat {
    let over = false;
    return {
      alone,
      look: (look, signal) =>
        withWorkLimit('a look', LOOK_LIMIT_MS, this.worker, signal, (inner) =>
          this.worker.request('look', { search, ...look }, inner),
        ),
      dispose: () => {
        if (over) return;
        over = true;
        this.worker.post({ type: 'end', search });
        left();
      },
    };
  }

  end(): void {
    void this.worker.terminate();
  }
}
