import * as vscode from 'vscode';
import { Gate } from '../../../concurrency/gate';
import type { RunPlan } from '../../../config/steps/resolvedRun';
import type { RunOutcome } from '../../../harness/verdict/judgedRun';
import type { ToldResult } from '../../../harness/reading/protocol';
import type { Machine } from '../../../machine/machine';
import { escapeIcons } from '../../editor/escapedText';
import type { LaunchFollower } from '../../launch/launchedRun';
import type { TestConfiguration } from '../found/testConfiguration';
import { type Chosen, leavesOf, showWaiting } from './chosen';
import { FailedBefore } from './failedBefore';
import { ShownRun, type ShownRunParts } from './shownRun';

interface ShownTriesParts extends Omit<ShownRunParts, 'failedBefore'> {
  readonly configuration: Pick<TestConfiguration, 'description'>;
  readonly chosen: Chosen;
  /** Of the run: there is no further try when it aborts. */
  readonly signal: AbortSignal;
}

/** Shows one configuration's machine in the Test Explorer, and those that are tried after it. Which one counts is not decided here. */
export class ShownTries implements LaunchFollower {
  private shown: ShownRun;
  private most = 1;
  private number = 1;
  private readonly failedBefore = new FailedBefore<vscode.TestItem>();
  private readonly over = new Gate('the end of the last try');

  constructor(private readonly parts: ShownTriesParts) {
    const { root } = parts.tree;
    root.description = this.rootText();
    for (const item of leavesOf(root)) if (item !== root) item.description = '';
    this.shown = this.next();
  }

  begins(machine: Machine, plan: RunPlan): void {
    this.parts.signal.throwIfAborted();
    this.most = plan.retries + 1;
    this.shown.begins(machine, plan);
  }

  stepBegan(title: string): void {
    this.shown.stepBegan(title);
  }

  testOutput(text: string): void {
    this.shown.testOutput(text);
  }

  testEnded(result: ToldResult): void {
    this.shown.testEnded(result);
  }

  async tried(outcome: RunOutcome, text: string): Promise<void> {
    // What is looked up for this try must not come after the results of the next one.
    await this.shown.showTried(outcome, text, this.parts.signal);
    this.failedBefore.add(this.shown.failures, this.number++);
    this.shown = this.next();
  }

  ended(outcome: RunOutcome): void {
    this.shown.ended(outcome);
    this.over.open();
  }

  failed(error: unknown): void {
    this.shown.failed(error);
    this.over.open();
  }

  /**
   * Resolves when the try that counts has ended, and its task with it, and all of it is shown.
   * @throws `signal.reason` on abort; what the run failed with.
   */
  async finish(signal: AbortSignal): Promise<void> {
    await this.over.wait(signal);
    await this.shown.finish(signal);
    if (this.number > 1) this.tellTries();
    await this.shown.untilTaskEnds(signal);
  }

  cancel(): void {
    this.shown.cancel();
  }

  refuse(error: unknown): void {
    this.shown.refuse(error);
  }

  async stop(): Promise<void> {
    await this.shown.stop();
  }

  private next(): ShownRun {
    const { run, tree, chosen } = this.parts;
    showWaiting(run, tree, chosen);
    return new ShownRun({ ...this.parts, failedBefore: this.failedBefore.all });
  }

  private tellTries(): void {
    const { root } = this.parts.tree;
    for (const [item, number] of this.failedBefore.besides(this.shown.failures))
      if (item !== root) item.description = vscode.l10n.t('failed in try {0}', number);
    const which = vscode.l10n.t('try {0} of {1}', this.number, this.most);
    const before = this.rootText();
    root.description = before === '' ? which : `${before}, ${which}`;
  }

  private rootText(): string {
    return escapeIcons(this.parts.configuration.description ?? '');
  }
}
