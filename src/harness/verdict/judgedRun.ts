import * as l10n from '@vscode/l10n';
import { ChildAbortController, raceAbort } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { atMost, TimeoutError, withTimeout } from '../../concurrency/timeout';
import type { RunPlan, Tests } from '../../config/steps/resolvedRun';
import { type EndReport, STOPPED_BY_USER } from '../../machine/end/endReport';
import type { Machine } from '../../machine/machine';
import type { Summary, TestResult } from '../protocols/protocol';
import type { TestItem, ToldResult } from '../reading/protocol';
import { type TestReading, TestWatch } from '../reading/testWatch';
import { GuestWatch, InterruptedError } from '../steps/guestWatch';
import { searchFor, soughtText } from '../steps/sought';
import { MachineEndedError, type StepFailure } from '../steps/stepFailure';
import { type StepResult, StepRunner } from '../steps/stepRunner';
import { untilEnd } from '../steps/untilEnd';
import { type Verdict, verdictOf } from './verdict';

const MS_A_SECOND = 1000;
/** Of a line that is shown, in characters. */
const MOST_SHOWN = 300;

/** Who is told of what happens, while it does. */
export interface RunListener {
  stepBegan(title: string): void;
  stepEnded(result: StepResult): void;
  testEnded(result: ToldResult): void;
  /** What the port of the tests has printed, with line feeds; only where the reading was asked to tell it. */
  testOutput?(text: string): void;
}

export interface JudgedRunOptions {
  readonly plan: RunPlan;
  /** The whole run, in seconds. */
  readonly timeoutSeconds: number;
  readonly listener: RunListener;
  readonly reading: TestReading;
  /** Looks at a machine that has stalled, before it is ended. @returns what goes with the reasons, a sentence each. */
  readonly examine?: () => Promise<readonly string[]>;
  /** Has a person look at a machine that is kept. Resolves when that is over. */
  readonly look?: (signal: AbortSignal) => Promise<void>;
}

/** A run and what it came to. */
export interface RunOutcome {
  readonly verdict: Verdict;
  readonly steps: readonly StepResult[];
  /** What steps have kept by `capture`. */
  readonly captured: Readonly<Record<string, string>>;
  readonly tests: readonly TestResult[];
  /** Those of earlier tries, a list for each; absent when the first try counts. */
  readonly earlierTests?: readonly (readonly TestResult[])[];
  readonly summary: Summary | undefined;
  /** Those that no step has expected. */
  readonly crashes: GuestWatch['crashes'];
  readonly end: EndReport;
  readonly durationMs: number;
}

/** What is found out on the way. */
interface Course {
  failure?: StepFailure | undefined;
  stalled?: string;
  missing?: string;
}

const missingText = ({ until = '' }: Tests): string => l10n.t('{0} did not come.', soughtText(until));

/**
 * One run of a machine: takes its steps, reads its tests, ends it, and judges. To be made before the guest runs, so that
 * nothing that it prints or does is missed.
 */
export class JudgedRun {
  private readonly watch: GuestWatch;
  private readonly tests: TestWatch | undefined;
  private readonly results: TestResult[] = [];
  private readonly testPort: string | undefined;
  private readonly steps: StepResult[] = [];
  private captured: RunOutcome['captured'] = {};
  private readonly begun = performance.now();

  constructor(
    private readonly machine: Machine,
    private readonly options: JudgedRunOptions,
  ) {
    const { tests } = options.plan;
    this.watch = new GuestWatch(machine);
    if (!tests) return;
    this.testPort = machine.config.serial[tests.port]?.name;
    const port = machine.ports.find(({ name }) => name === this.testPort);
    if (port)
      this.tests = new TestWatch(port.serial, tests.protocol, options.reading, (item) => this.take(item));
  }

  /**
   * Resolves when the machine has ended, which it does on every path.
   * @throws `signal.reason` on abort, and then the machine may still run.
   */
  async judge(tasks: TaskGroup): Promise<RunOutcome> {
    const course = await tasks.run('run', ({ signal }) => this.follow(signal));
    const isStalled = course.stalled !== undefined || course.failure?.kind === 'timeout';
    const standing = isStalled ? await this.options.examine?.() : undefined;
    // A guest that hangs or has crashed hears no power button.
    const isWell = !course.failure && course.stalled === undefined && this.watch.crashes.length === 0;
    const { state, why } = this.machine;
    const byUser = ['stopping', 'stopped'].includes(state) && why === STOPPED_BY_USER;
    if (this.isKept(course)) await tasks.run('look', ({ signal }) => this.keep(signal));
    const end = await this.machine.stop({ skipPowerdown: !isWell });
    const summary = await this.tests?.finish(end, tasks.signal);
    this.watch.dispose();
    const { steps, captured, results, watch } = this;
    const crashes = watch.crashes.map(({ report }) => report.title);
    return {
      verdict: verdictOf({
        ...course,
        standing,
        crashes,
        tests: summary,
        brokenOff: byUser && end.requested,
        end,
      }),
      steps,
      captured,
      tests: results,
      summary,
      crashes: watch.crashes,
      end,
      durationMs: Math.round(performance.now() - this.begun),
    };
  }

  /** What only its end would show cannot be looked at. */
  private isKept({ failure, stalled, missing }: Course): boolean {
    if (this.options.plan.onFailure !== 'keep') return false;
    const isBad = failure !== undefined || stalled !== undefined || missing !== undefined;
    return isBad || this.watch.crashes.length > 0 || this.results.some(({ outcome }) => outcome === 'failed');
  }

  private async keep(signal: AbortSignal): Promise<void> {
    const { look, timeoutSeconds } = this.options;
    if (!look) return;
    try {
      await atMost(timeoutSeconds * MS_A_SECOND, signal, (inner) => untilEnd(this.machine, inner, look));
    } catch (error) {
      if (!(error instanceof MachineEndedError)) throw error;
    }
  }

  private take(item: TestItem): void {
    const { listener } = this.options;
    if ('output' in item) {
      listener.testOutput?.(item.output);
      return;
    }
    // Its lines are for who shows them now: of a hundred thousand, they would be too much to keep.
    const { lines: _, place: __, ...result } = item.result;
    this.results.push(result);
    listener.testEnded(item.result);
  }

  private async follow(signal: AbortSignal): Promise<Course> {
    const { timeoutSeconds } = this.options;
    try {
      return await withTimeout('the run', timeoutSeconds * MS_A_SECOND, signal, (inner) =>
        this.whileReadable(inner),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TimeoutError)
        return { stalled: l10n.t('The run has not ended within {0} s.', timeoutSeconds) };
      if (error instanceof InterruptedError) return {};
      throw error;
    }
  }

  /** Ends as soon as nobody can read the tests any more. */
  private async whileReadable(signal: AbortSignal): Promise<Course> {
    const { tests } = this;
    if (!tests) return await this.goOn(signal);
    const controller = new ChildAbortController(signal);
    const broken = tests.broken.wait(controller.signal).then((): Course => ({}));
    try {
      return await Promise.race([this.goOn(controller.signal), broken]);
    } finally {
      controller.abort();
      controller.dispose();
    }
  }

  private async goOn(signal: AbortSignal): Promise<Course> {
    const { plan, listener } = this.options;
    const runner = new StepRunner(this.machine, {
      signal,
      watch: this.watch,
      began: (title) => listener.stepBegan(title),
      ended: (result) => {
        this.steps.push(result);
        listener.stepEnded(result);
      },
    });
    const failure = await runner.run(plan.steps);
    this.captured = runner.captured;
    if (failure) return { failure };
    if (plan.tests) return await this.awaitTests(plan.tests, runner.position(plan.tests.port), signal);
    if (plan.steps.length === 0) await this.awaitEnd(signal);
    return {};
  }

  /** @param from Where the last step has left the port, in bytes: what ends the tests comes after it. */
  private async awaitTests(tests: Tests, from: number, signal: AbortSignal): Promise<Course> {
    const limit = tests.timeoutSeconds * MS_A_SECOND;
    try {
      await withTimeout('the tests', limit, signal, (inner) =>
        tests.until === undefined ? this.awaitEnd(inner) : this.awaitText(tests, tests.until, from, inner),
      );
      return {};
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof InterruptedError) throw error;
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return isLate ? { stalled: this.lateText(tests) } : { missing: missingText(tests) };
    }
  }

  private lateText({ until, timeoutSeconds }: Tests): string {
    const last = l10n.t(
      'The last line was: {0}',
      JSON.stringify((this.tests?.lastLine ?? '').slice(0, MOST_SHOWN)),
    );
    if (until !== undefined)
      return `${l10n.t('{0} did not come within {1} s.', soughtText(until), timeoutSeconds)} ${last}`;
    const late = l10n.t('The machine has not ended within {0} s.', timeoutSeconds);
    const hint = l10n.t(
      'Have the guest power off after its tests, or say in "tests.until" what it prints then.',
    );
    return `${late} ${last} ${hint}`;
  }

  private async awaitText(
    tests: Tests,
    until: NonNullable<Tests['until']>,
    from: number,
    signal: AbortSignal,
  ) {
    const port = this.machine.ports.find(({ name }) => name === this.testPort);
    const timeoutMs = tests.timeoutSeconds * MS_A_SECOND;
    await this.watch.during('allowed', signal, async (inner) =>
      port?.serial.waitFor(searchFor(until), { timeoutMs, from, apart: true }, inner),
    );
  }

  private async awaitEnd(signal: AbortSignal): Promise<void> {
    await this.watch.during('allowed', signal, (inner) => raceAbort(this.machine.exit, inner));
  }
}
