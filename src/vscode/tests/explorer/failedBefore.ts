/** Which tests have failed in earlier tries of a run: a pass after a failure is not the same as a pass. */
export class FailedBefore<Test> {
  private readonly tries = new Map<Test, number>();

  /** @param number Of the try, counted from 1. */
  add(failed: Iterable<Test>, number: number): void {
    for (const test of failed) this.tries.set(test, number);
  }

  get all(): Iterable<Test> {
    return this.tries.keys();
  }

  /** Those that have not failed in the try that counts, with the last one in which they did. */
  besides(failed: ReadonlySet<Test>): (readonly [Test, number])[] {
    return [...this.tries].filter(([test]) => !failed.has(test));
  }
}
