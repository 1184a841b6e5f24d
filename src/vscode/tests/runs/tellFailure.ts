import * as vscode from 'vscode';
import { raceAbort } from '../../../concurrency/abort';
import type { RunOutcome } from '../../../harness/verdict/judgedRun';
import { verdictText } from '../../../harness/verdict/verdictText';
import type { Machine } from '../../../machine/machine';
import { notice } from '../../editor/notices';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { Services } from '../../services';

/** Tells the person when the run of a task has failed, with a button that leads to its terminal. */
export function tellFailure(services: Services): LaunchFollower {
  let machine: Machine | undefined;
  return {
    begins: (begun) => {
      machine = begun;
    },
    failed: () => undefined,
    ended: (outcome) => {
      if (machine && isNews(outcome)) tell(services, machine, outcome);
    },
  };
}

/** A crash has a notification of its own, and who ends a machine knows it. */
const isNews = ({ verdict: { kind } }: RunOutcome): boolean =>
  kind !== 'passed' && kind !== 'crashed' && kind !== 'cancelled';

/** Nobody need ever answer: it ends with the window. */
function tell({ tasks, terminals, log }: Services, machine: Machine, { verdict }: RunOutcome): void {
  const text = verdictText(verdict);
  log.as(machine.name).warn(text);
  const button = vscode.l10n.t('Show Terminal');
  void tasks.run(`notification of the run of ${machine.name}`, async ({ signal }) => {
    const answer = notice('Error', `${machine.name}: ${text}`, button);
    if ((await raceAbort(answer, signal)) !== button) return;
    vscode.window.terminals.find((one) => terminals.machineOf(one) === machine)?.show();
  });
}
