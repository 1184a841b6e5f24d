/** Nobody waits longer than this for a scope to open, in milliseconds; the rest comes when it is asked for. */
const WORK_MS = 1500;

/** How much work one request may make: as much as fits into the time, and at least one piece of it. */
export class WorkLimit {
  private readonly end: number;

  /** @param now A clock, in milliseconds. */
  constructor(private readonly now: () => number) {
    this.end = now() + WORK_MS;
  }

  /**
   * Does pieces of work in order, some at once, until all are done or the time is over.
   * @param atOnce How many pieces are under way at the same time.
   * @returns the results of those that were done.
   */
  async run<T, R>(pieces: readonly T[], atOnce: number, work: (piece: T) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    while (results.length < pieces.length && (results.length === 0 || this.now() < this.end)) {
      const next = pieces.slice(results.length, results.length + atOnce);
      results.push(...(await Promise.all(next.map(work))));
    }
    return results;
  }
}
