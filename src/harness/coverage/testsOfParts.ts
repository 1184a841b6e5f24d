/** A test, and where in its port's output it ran, in bytes. */
interface Span<T> {
  readonly item: T;
  readonly start: number;
  readonly end: number;
}

/**
 * Says which test the code of each part of a run belongs to.
 * @param offsets Where in the output each part begins, ascending.
 * @returns the test of each part that has one, by the part's number, counted from 1.
 */
export function testsOfParts<T>(
  offsets: readonly number[],
  tests: readonly Span<T>[],
): ReadonlyMap<number, T> {
  const found = new Map<number, T>();
  const sorted = tests.toSorted((one, other) => one.start - other.start);
  let at = -1;
  offsets.forEach((offset, index) => {
    while ((sorted[at + 1]?.start ?? Infinity) <= offset) at++;
    const test = sorted[at];
    if (test && offset < test.end) found.set(index + 1, test.item);
  });
  return found;
}
