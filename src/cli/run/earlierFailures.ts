import * as l10n from '@vscode/l10n';
import type { TestResult } from '../../harness/protocols/protocol';

/** What failed in one try: of each name, by how many results of that name came before. */
type Failures = ReadonlyMap<string, ReadonlyMap<number, string>>;

/**
 * Why tests failed in earlier tries. A guest may give all its tests one name: the second of a name is compared with the second one in
 * another try, and no text is told of more than one test.
 */
export class EarlierFailures {
  private readonly tries: readonly Failures[];

  constructor(tries: readonly (readonly TestResult[])[] = []) {
    this.tries = tries.map(failuresOf);
  }

  /** Each of the last try's results, with what it came to in earlier ones. */
  *besides(tests: readonly TestResult[]): Generator<readonly [TestResult, readonly string[]]> {
    for (const [test, name, nth] of numbered(tests)) {
      const texts = this.tries.map((failures) => failures.get(name)?.get(nth));
      yield [test, texts.filter((text) => text !== undefined)];
    }
  }
}

function failuresOf(tests: readonly TestResult[], index: number): Failures {
  const found = new Map<string, Map<number, string>>();
  for (const [{ outcome, reason }, name, nth] of numbered(tests)) {
    if (outcome !== 'failed' && outcome !== 'crashed') continue;
    const ofName = found.get(name) ?? new Map<number, string>();
    found.set(name, ofName.set(nth, `${l10n.t('Try {0}:', index + 1)} ${reason ?? outcome}`));
  }
  return found;
}

function* numbered(
  tests: readonly TestResult[],
): Generator<readonly [test: TestResult, name: string, nth: number]> {
  const seen = new Map<string, number>();
  for (const test of tests) {
    const name = JSON.stringify(test.path);
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    yield [test, name, nth];
  }
}
