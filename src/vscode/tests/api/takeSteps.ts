import type { RunResult, StepsOptions, StepTaken, WrittenStep } from '../../../api';
import { GuestWatch } from '../../../harness/steps/guestWatch';
import { planSteps } from '../../../harness/steps/planSteps';
import { StepRunner } from '../../../harness/steps/stepRunner';
import { verdictOf } from '../../../harness/verdict/verdict';
import type { Machine } from '../../../machine/machine';
import { withToken } from '../../editor/cancellation';
import type { Services } from '../../services';

/**
 * Takes steps on a machine that runs, and leaves it running.
 * @throws {ConfigurationError} that names every wrong field; a `CancelledError` when the token is cancelled.
 */
export async function takeSteps(
  { tasks }: Services,
  machine: Machine,
  written: readonly WrittenStep[],
  { token, stepLists }: StepsOptions = {},
): Promise<RunResult> {
  const planned = planSteps(written, machine.config.serial, stepLists);
  const steps: StepTaken[] = [];
  const watch = new GuestWatch(machine);
  try {
    return await withToken(token, tasks.signal, async (signal) => {
      const ended = (step: StepTaken): number => steps.push(step);
      const options = { signal, watch, goesOn: true, began: () => undefined, ended };
      const runner = new StepRunner(machine, options);
      const failure = await runner.run(planned);
      const end = failure?.kind === 'ended' ? await machine.exit : undefined;
      const crashes = watch.crashes.map(({ report }) => report.title);
      const { kind, reasons } = verdictOf({ crashes, failure, end });
      return { verdict: kind, reasons, steps, captured: runner.captured, ...(end && { end }) };
    });
  } finally {
    watch.dispose();
  }
}
