import * as vscode from 'vscode';
import { testsOfParts } from '../../harness/coverage/testsOfParts';
import { addCoverage } from './addedCoverage';
import { detailsOf, detailsOfTest, SourceCoverage } from './fileCoverage';
import type { FollowedMachines } from './followedMachines';
import type { TestCoverage, TestedRun } from '../launch/testCoverage';

/** The one there is. */
export class CoverageOfTests implements TestCoverage {
  constructor(private readonly machines: FollowedMachines) {}

  async add(run: vscode.TestRun, { machine, port, tests }: TestedRun, signal: AbortSignal): Promise<void> {
    const followed = this.machines.of(machine);
    if (!followed) throw new Error(vscode.l10n.t('The coverage of {0} was not read.', machine.name));
    const ran = await followed.read(signal);
    const offsets = await followed.partOffsets(port, signal);
    const testOf = testsOfParts(offsets ?? [], tests);
    const shown = ran.files
      .filter(({ isHere }) => isHere)
      .map((source) => new SourceCoverage(source, 1, testOf));
    addCoverage(run, { ran, shown, counted: shown, from: 1 }, [aboutTests(offsets !== undefined)]);
  }

  details(file: vscode.FileCoverage): vscode.FileCoverageDetail[] {
    return file instanceof SourceCoverage ? detailsOf(file) : [];
  }

  detailsOfTest(file: vscode.FileCoverage, item: vscode.TestItem): vscode.FileCoverageDetail[] {
    return file instanceof SourceCoverage ? detailsOfTest(file, item) : [];
  }
}

const aboutTests = (areKnown: boolean): string =>
  areKnown
    ? vscode.l10n.t(
        'A test has the lines that it was the first to run; what had run before it is not told again.',
      )
    : vscode.l10n.t(
        'Which test ran a line is not known: QEMU tells what a 16550 or a PL011 is given, and the tests print elsewhere.',
      );
