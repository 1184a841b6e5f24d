import { portIndex } from '../ports';
import type { ResolvedSerial } from '../resolved';
import type { Choice, RunPlan, Step } from './resolvedRun';
import { RUN_DEFAULTS } from './runDefaults';
import type { RunConfiguration, WrittenStep } from './runSchema';

interface Surroundings {
  readonly lists: Readonly<Record<string, readonly WrittenStep[]>>;
  readonly serial: readonly ResolvedSerial[];
}

/**
 * Decides what a run leaves open, and puts lists in the place of their names.
 * @param config What `validateRun` returned.
 * @param serial The ports that its machine has.
 */
export function resolveRun(
  { steps = [], stepLists: lists = {}, tests, onFailure, retries }: RunConfiguration,
  serial: readonly ResolvedSerial[],
): RunPlan {
  const around = { lists, serial };
  return {
    steps: resolveSteps(steps, 'steps', around),
    onFailure: onFailure ?? RUN_DEFAULTS.onFailure,
    retries: retries ?? RUN_DEFAULTS.retries,
    ...(tests && {
      tests: { ...RUN_DEFAULTS.tests, ...tests, port: portIndex(tests.port, serial) },
    }),
  };
}

function resolveSteps(steps: readonly WrittenStep[], path: string, around: Surroundings): Step[] {
  return steps.map((step, index) => resolveStep(step, `${path}[${index}]`, around));
}

function resolveStep(written: WrittenStep, field: string, around: Surroundings): Step {
  const { waitFor, choose, send, run, sleep, value, expect, qmp, steps: name } = written;
  const port = portIndex(written.port, around.serial);
  const waiting = {
    field,
    port,
    timeoutSeconds: written.timeoutSeconds ?? RUN_DEFAULTS.steps.timeoutSeconds,
    ...(written.expectCrash !== undefined && { expectCrash: written.expectCrash }),
  };
  const reading = {
    ...waiting,
    mayReset: written.mayReset ?? false,
    ...(written.capture !== undefined && { capture: written.capture }),
  };
  const expected = expect === undefined ? {} : { expect };
  if (waitFor !== undefined) return { kind: 'waitFor', ...reading, sought: waitFor, ...expected };
  if (choose !== undefined) {
    const choices = choose.map(({ waitFor: sought, steps }): Choice => ({
      sought,
      steps: steps === undefined ? [] : listOf(steps, around),
    }));
    return { kind: 'choose', ...reading, choices };
  }
  if (run !== undefined) {
    const exitCode = written.exitCode ?? RUN_DEFAULTS.steps.exitCode;
    return { kind: 'run', ...reading, command: run, exitCode, ...expected };
  }
  if (sleep !== undefined) {
    // Beside the sleep itself: the guest's clock may be slower than ours, or stand still.
    const timeoutSeconds = written.timeoutSeconds ?? sleep + RUN_DEFAULTS.steps.timeoutSeconds;
    return { kind: 'sleep', ...waiting, timeoutSeconds, seconds: sleep, mayReset: reading.mayReset };
  }
  if (send !== undefined) return { kind: 'send', ...waiting, text: send };
  if (value !== undefined && expect !== undefined) return { kind: 'expect', field, value, expect };
  if (qmp !== undefined) return { kind: 'qmp', field, command: qmp };
  if (name !== undefined) return { kind: 'list', field, name, steps: listOf(name, around) };
  return written.sendBreak ? { kind: 'sendBreak', field, port } : { kind: 'reset', field };
}

function listOf(name: string, around: Surroundings): Step[] {
  return resolveSteps(around.lists[name] ?? [], `stepLists[${JSON.stringify(name)}]`, around);
}
