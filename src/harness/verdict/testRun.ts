import * as l10n from '@vscode/l10n';
import type { TestProtocol } from '../../config/steps/runSchema';
import { readConsoleLine, type SeenLine } from '../../crash/console/consoleLine';
import type { EndReport } from '../../machine/end/endReport';
import { CtestReader } from '../protocols/ctest';
import { ExitValue } from '../protocols/exitValue';
import { KtapReader } from '../protocols/ktap';
import { LibtestReader } from '../protocols/libtest';
import { LkReader } from '../protocols/lk';
import type { ProtocolReader, Summary, TestResult } from '../protocols/protocol';
import { UnityReader } from '../protocols/unity';
import { ZtestReader } from '../protocols/ztest';

/** Results that are kept; a guest need never stop. */
const MOST_RESULTS = 100_000;

const READERS: Readonly<Record<TestProtocol, new () => ProtocolReader>> = {
  ktap: KtapReader,
  tap: KtapReader,
  ztest: ZtestReader,
  libtest: LibtestReader,
  unity: UnityReader,
  lk: LkReader,
  ctest: CtestReader,
  exit: ExitValue,
};

/** The tests of one run, from the lines of their port. */
export class TestRun {
  readonly results: TestResult[] = [];
  private readonly reader: ProtocolReader;
  private dropped = 0;
  private hasEnded = false;

  /** @param told Is told of each result that is kept. */
  constructor(
    protocol: TestProtocol,
    private readonly told: (result: TestResult) => void = () => undefined,
  ) {
    this.reader = new READERS[protocol]();
  }

  take(line: SeenLine): void {
    if (!this.hasEnded) this.keep(this.reader.take(readConsoleLine(line)));
  }

  /**
   * No line follows, or none that counts. Called again, it does nothing.
   * @param report How the machine has ended, if it has.
   */
  end(report?: EndReport): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.keep(this.reader.end(report));
  }

  /** Of what has come by now. */
  get summary(): Summary {
    const { summary } = this.reader;
    if (this.dropped === 0) return summary;
    const problem = l10n.t('There are more than {0} results; {1} were left out.', MOST_RESULTS, this.dropped);
    return { ...summary, complete: false, problems: [...summary.problems, problem] };
  }

  private keep(results: readonly TestResult[]): void {
    for (const result of results) {
      if (this.results.length === MOST_RESULTS) this.dropped++;
      else {
        this.results.push(result);
        this.told(result);
      }
    }
  }
}
