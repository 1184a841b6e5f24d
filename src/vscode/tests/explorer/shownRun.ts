import * as vscode from 'vscode';
import { raceAbort } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import { Gate } from '../../../concurrency/gate';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { atMost } from '../../../concurrency/timeout';
import type { RunPlan } from '../../../config/steps/resolvedRun';
import type { ToldResult } from '../../../harness/reading/protocol';
import type { RunOutcome } from '../../../harness/verdict/judgedRun';
import { runSymbols } from '../../../harness/verdict/runSymbols';
import { verdictText } from '../../../harness/verdict/verdictText';
import type { MachineSymbols } from '../../../machine/crash/machineSymbols';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import type { Machine } from '../../../machine/machine';
import { localFolders } from '../../editor/localFolders';
import type { TestCoverage, TestSpan } from '../../launch/testCoverage';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { Services } from '../../services';
import type { KnownPlaces } from './knownPlaces';
import { crashMessage, failureMessage, locationOf, testMessage } from './messages';
import type { TestTree } from './testTree';
import { Unfinished } from './unfinished';

/** How long a crash's symbols may take, in milliseconds; the message comes without them then. */
const SYMBOLS_LIMIT_MS = 15_000;
/** Failures whose sources are looked for; of a run in which more fail, these show what is wrong. */
const MOST_PLACES = 200;
/** Tests whose failure is that of the run, in its words. */
const MOST_BLAMED = 20;

export interface ShownRunParts {
  readonly services: Services;
  readonly run: vscode.TestRun;
  readonly tree: TestTree;
  /** Where failures were seen, for the debugger. */
  readonly places: KnownPlaces;
  /** The one test that was asked for, if the guest runs no other. */
  readonly only: vscode.TestItem | undefined;
  /** Whether the guest runs all of them. */
  readonly isAll: boolean;
  /** What is looked up belongs to it. */
  readonly tasks: TaskGroup;
  readonly coverage?: TestCoverage | undefined;
  /** Tests that failed in earlier tries. */
  readonly failedBefore?: Iterable<vscode.TestItem>;
}

/** Shows one machine's tests in the Test Explorer, as their results come. */
export class ShownRun implements LaunchFollower {
  private machine: Machine | undefined;
  /** On which the tests tell their results. */
  private port = '';
  private readonly spans: TestSpan[] = [];
  private symbols: MachineSymbols | undefined;
  /** What was printed since the last result. */
  private output = '';
  private looked = 0;
  private left = 0;
  private readonly looks: Promise<void>[] = [];
  private readonly unfinished = new Unfinished<vscode.TestItem>();
  /** Tests that failed, or in the middle of which it ended. */
  private readonly bad = new Set<vscode.TestItem>();
  private readonly over = new Gate('the end of the run');
  private outcome: RunOutcome | undefined;
  private failure: unknown;
  private readonly crashed = new Gate('the symbols of a crash');
  private report: ResolvedReport | undefined;
  private subscription: { dispose(): void } | undefined;

  constructor(private readonly parts: ShownRunParts) {
    parts.tree.runBegins(parts.failedBefore);
  }

  begins(machine: Machine, { tests }: RunPlan): void {
    const { services, tasks } = this.parts;
    this.machine = machine;
    this.port = machine.config.serial[tests?.port ?? 0]?.name ?? '';
    this.symbols = runSymbols(machine, tasks, localFolders());
    this.subscription = services.crashes.event(({ guest, resolved }) => {
      if (guest.machine !== machine) return;
      this.report ??= resolved;
      this.crashed.open();
    });
  }

  stepBegan(title: string): void {
    this.print(`${vscode.l10n.t('step: {0}', title)}\n`);
  }

  testOutput(text: string): void {
    this.flush();
    this.output = text;
  }

  testEnded(result: ToldResult): void {
    const item = this.parts.tree.itemFor(result.path, result.isGroup);
    this.flush(item);
    if (item) this.spans.push(...spansOf(item, result));
    if (!item) this.left++;
    else if (result.outcome === 'crashed') this.unfinished.add(item);
    else if (!result.isGroup) this.show(item, result);
  }

  ended(outcome: RunOutcome): void {
    this.outcome = outcome;
    this.over.open();
  }

  /**
   * Shows a run that does not count. @param text What it came to, for people.
   * @throws `signal.reason` on abort.
   */
  async showTried(outcome: RunOutcome, text: string, signal: AbortSignal): Promise<void> {
    try {
      await this.settle(signal);
      await this.showResults(outcome, signal);
      this.print(`${text}\n`);
    } finally {
      this.subscription?.dispose();
    }
  }

  failed(error: unknown): void {
    this.failure = error;
    this.over.open();
  }

  /**
   * Resolves when the machine has ended and all of it is shown.
   * @throws `signal.reason` on abort; what the run failed with.
   */
  async finish(signal: AbortSignal): Promise<void> {
    try {
      await this.over.wait(signal);
      if (!this.outcome) throw this.failure;
      await this.settle(signal);
      await this.showVerdict(this.outcome, signal);
      await this.addCoverage(signal);
    } finally {
      this.subscription?.dispose();
    }
  }

  /** Resolves when the machine's task has ended, too. @throws `signal.reason` on abort. */
  async untilTaskEnds(signal: AbortSignal): Promise<void> {
    if (this.machine) await this.parts.services.launcher.untilTaskEnds(this.machine, signal);
  }

  private show(item: vscode.TestItem, result: ToldResult): void {
    const { run } = this.parts;
    const { outcome, durationMs, reason } = result;
    if (outcome === 'passed') run.passed(item, durationMs);
    else if (outcome === 'failed') this.fail(item, result);
    else {
      run.skipped(item);
      if (outcome === 'known') this.print(`${vscode.l10n.t('It failed, as it is known to.')}\n`, item);
      else if (reason !== undefined) this.print(`${vscode.l10n.t('Skipped: {0}', reason)}\n`, item);
    }
  }

  private fail(item: vscode.TestItem, result: ToldResult): void {
    const { run, tasks } = this.parts;
    const { lines = [], reason, durationMs } = result;
    const said = [...(reason === undefined ? [] : [reason]), ...lines].join('\n');
    const text = said === '' ? vscode.l10n.t('The test failed.') : said;
    this.bad.add(item);
    const look = tasks.run(`failure of ${item.id}`, async ({ signal }) => {
      const location = await this.locate(item, result, signal);
      run.failed(item, failureMessage(text, item.label, location), durationMs);
    });
    this.looks.push(look);
  }

  private async locate(
    item: vscode.TestItem,
    { place }: ToldResult,
    signal: AbortSignal,
  ): Promise<vscode.Location | undefined> {
    if (!place || this.looked++ >= MOST_PLACES) return undefined;
    const path = await this.symbols?.printedSource(place.file, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (path === undefined) return undefined;
    const location = locationOf(path, place.line);
    this.parts.places.set(item, location);
    return location;
  }

  /** Tests that have failed, or were to blame for the run's end. */
  get failures(): ReadonlySet<vscode.TestItem> {
    return this.bad;
  }

  private async showVerdict(outcome: RunOutcome, signal: AbortSignal): Promise<void> {
    const { verdict } = outcome;
    const text = verdictText(verdict);
    if (verdict.kind === 'cancelled') {
      this.cancel(text);
      return;
    }
    const { message, isBlamed } = await this.showResults(outcome, signal);
    this.showRoot(outcome, message, isBlamed);
    this.print(`${text}\n`);
  }

  /** Shows what has come of the tests. */
  private async settle(signal: AbortSignal): Promise<void> {
    this.flush();
    await raceAbort(Promise.all(this.looks), signal);
    if (this.left > 0)
      this.print(`${vscode.l10n.t('{0} further results are not shown one by one.', this.left)}\n`);
  }

  /** All but the verdict. @returns what is to be said of the whole, and whether some test is to blame, which says it. */
  private async showResults(
    { verdict, crashes, summary }: RunOutcome,
    signal: AbortSignal,
  ): Promise<{ message: vscode.TestMessage; isBlamed: boolean }> {
    // The list of results shows the first line.
    const why = verdict.reasons.join('\n') || verdictText(verdict);
    const report = crashes.length > 0 ? await this.resolved(signal) : undefined;
    const message = report ? crashMessage(why, report) : testMessage(why);
    const isBlamed = verdict.kind !== 'passed' && this.blame(message);
    if (summary?.complete === true && this.parts.isAll) this.parts.tree.prune();
    return { message, isBlamed };
  }

  private async addCoverage(signal: AbortSignal): Promise<void> {
    const { machine, port, spans: tests, outcome } = this;
    const { coverage, run } = this.parts;
    if (!coverage || !machine || outcome?.verdict.kind === 'cancelled') return;
    try {
      await coverage.add(run, { machine, port, tests }, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.print(`${messageOf(error)}\n`);
    }
  }

  private showRoot(outcome: RunOutcome, message: vscode.TestMessage, isBlamed: boolean): void {
    const { run, tree } = this.parts;
    const { verdict, durationMs, steps } = outcome;
    const { kind } = verdict;
    const isTold = kind === 'failed' && this.bad.size > 0 && steps.every(({ failure }) => !failure);
    if (kind === 'passed') run.passed(tree.root, durationMs);
    else if (kind === 'skipped' || kind === 'known') run.skipped(tree.root);
    // The editor's "Rerun Failed Tests" takes what has failed itself, and what has failed below it is to run alone.
    else if (isBlamed || isTold) return;
    else if (kind === 'failed') run.failed(tree.root, message, durationMs);
    else run.errored(tree.root, message, durationMs);
  }

  /** @returns whether some test is to blame. */
  private blame(message: vscode.TestMessage): boolean {
    const culprits = this.culprits();
    for (const item of culprits) this.bad.add(item);
    // The last ones are nearest to the end.
    for (const item of culprits.slice(-MOST_BLAMED)) {
      if (message.location) this.parts.places.set(item, message.location);
      this.parts.run.errored(item, message);
    }
    for (const item of culprits.slice(0, -MOST_BLAMED)) this.parts.run.errored(item, []);
    return culprits.length > 0;
  }

  /** The test that was asked for, else the innermost groups in the middle of which it ended. */
  private culprits(): readonly vscode.TestItem[] {
    const { only, tree } = this.parts;
    if (only && !tree.has(only)) return [only];
    return this.unfinished.innermost();
  }

  /** @returns undefined when it takes too long. */
  private async resolved(signal: AbortSignal): Promise<ResolvedReport | undefined> {
    await atMost(SYMBOLS_LIMIT_MS, signal, (inner) => this.crashed.wait(inner));
    return this.report;
  }

  /** What a test printed belongs to it; the rest belongs to the run. */
  private flush(item?: vscode.TestItem): void {
    if (this.output !== '') this.print(this.output, item);
    this.output = '';
  }

  private print(text: string, item?: vscode.TestItem): void {
    this.parts.run.appendOutput(text.replaceAll('\n', '\r\n'), undefined, item);
  }

  /** Shows that the run was broken off: what had passed by then would make the whole of it look passed. No test is to blame. */
  cancel(text = verdictText({ kind: 'cancelled', reasons: [] })): void {
    this.parts.run.errored(this.parts.tree.root, testMessage(text));
    this.print(`${text}\n`);
  }

  /** Shows that there are no results, and why. */
  refuse(error: unknown): void {
    const { run, tree, only } = this.parts;
    refuse(run, tree, only, error);
  }

  /** Ends the machine in the middle. */
  async stop(): Promise<void> {
    await this.machine?.stop({ skipPowerdown: true });
  }
}

/** Shows that a run has no results, and why. */
export function refuse(
  run: vscode.TestRun,
  { root }: TestTree,
  only: vscode.TestItem | undefined,
  error: unknown,
): void {
  const text = messageOf(error);
  run.errored(only ?? root, testMessage(text));
  note(run, text);
}

/** Shows a text in a run's output that belongs to none of its tests. */
export function note(run: vscode.TestRun, text: string): void {
  run.appendOutput(`${text.replaceAll('\n', '\r\n')}\r\n`);
}

/** Code that runs in these parts of the output belongs to the test. One that never came to its end has all that follows. */
function spansOf(item: vscode.TestItem, { start, end, outcome, isGroup }: ToldResult): TestSpan[] {
  if (outcome === 'crashed') return [{ item, start: isGroup ? end : start, end: Infinity }];
  return isGroup ? [] : [{ item, start, end }];
}
