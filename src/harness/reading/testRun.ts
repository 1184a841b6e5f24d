import * as l10n from '@vscode/l10n';
import type { NamedProtocol, TestProtocol } from '../../config/steps/runSchema';
import { readStampedLine, type SeenLine } from '../../crash/console/consoleLine';
import type { EndReport } from '../../machine/end/endReport';
import { CtestReader } from '../protocols/ctest';
import { ExitValue } from '../protocols/exitValue';
import { KtapReader } from '../protocols/ktap';
import { LibtestReader } from '../protocols/libtest';
import { LkReader } from '../protocols/lk';
import { OwnReader } from '../protocols/own';
import { KeptRoom } from '../protocols/keptSize';
import type { ProtocolReader, Summary, TestResult } from '../protocols/protocol';
import { UnityReader } from '../protocols/unity';
import { ZtestReader } from '../protocols/ztest';
import { ownPatterns } from './ownPatterns';

/** Results that are told; a guest need never stop. */
const MOST_RESULTS = 100_000;

const READERS: Readonly<Record<NamedProtocol, new () => ProtocolReader>> = {
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
  private kept = 0;
  private readonly room = new KeptRoom();
  private readonly reader: ProtocolReader;
  private dropped = 0;
  private unread = 0;
  private hasEnded = false;

  /**
   * @param told Is told of each result, up to a hundred thousand, or to what is kept of a run.
   * @throws for a pattern of the person's own that cannot be searched in linear time.
   */
  constructor(
    protocol: TestProtocol,
    private readonly told: (result: TestResult) => void,
  ) {
    this.reader =
      typeof protocol === 'string' ? new READERS[protocol]() : new OwnReader(ownPatterns(protocol));
  }

  take(line: SeenLine): void {
    if (!this.hasEnded) this.keep(this.reader.take(readStampedLine(line)));
  }

  /** This many bytes of the port were given up before anybody has read them. */
  miss(bytes: number): void {
    this.unread += bytes;
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
    const { dropped, unread } = this;
    const problems = [
      ...(dropped > 0
        ? [l10n.t('There are more than {0} results; {1} were left out.', this.kept, dropped)]
        : []),
      ...(unread > 0 ? [l10n.t('{0} bytes of the port were given up before they were read.', unread)] : []),
    ];
    if (problems.length === 0) return summary;
    return { ...summary, complete: false, problems: [...summary.problems, ...problems] };
  }

  private keep(results: readonly TestResult[]): void {
    for (const result of results) {
      if (this.kept < MOST_RESULTS && this.room.takes(result)) {
        this.kept++;
        this.told(result);
      } else this.dropped++;
    }
  }
}
