import * as vscode from 'vscode';
import { raceAbort } from '../../../concurrency/abort';
import type { RunOutcome } from '../../../harness/verdict/judgedRun';
import { verdictText } from '../../../harness/verdict/verdictText';
import type { Machine } from '../../../machine/machine';
import { withoutLinks } from '../../editor/withoutLinks';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { Services } from '../../services';

/** Of what went wrong, in characters: a notification is no log. */
const MOST_SHOWN = 300;

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
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  const button = vscode.l10n.t('Show Terminal');
  const message = `${machine.name}: ${withoutLinks(shown.replaceAll('\n', ' '))}`;
  void tasks.run(`notification of the run of ${machine.name}`, async ({ signal }) => {
    const answer = Promise.resolve(vscode.window.showErrorMessage(message, button));
    if ((await raceAbort(answer, signal)) !== button) return;
    vscode.window.terminals.find((one) => terminals.machineOf(one) === machine)?.show();
  });
}
