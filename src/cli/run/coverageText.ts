import * as l10n from '@vscode/l10n';
import { functionCount, lineCount, sumOf } from '../../coverage/coverage';
import type { MachineRan } from '../../harness/coverage/machineCoverage';

/** How much of a program has run, a sentence each. */
export function coverageText({ files, remarks }: MachineRan): readonly string[] {
  const [lines, functions] = [sumOf(files.map(lineCount)), sumOf(files.map(functionCount))];
  const text = l10n.t(
    'Coverage: {0} of {1} lines and {2} of {3} functions have run.',
    lines.ran,
    lines.all,
    functions.ran,
    functions.all,
  );
  return [text, ...remarks];
}
