import * as vscode from 'vscode';
import type { Verdict } from '../../../harness/verdict/verdict';
import { escapeIcons } from '../../editor/escapedText';
import type { TestConfiguration } from '../found/testConfiguration';
import { leavesOf } from './chosen';
import type { TestTree } from './testTree';

/** The tries of one run, which `retries` allows. What an earlier one came to stays to be seen when a later one passes. */
export class Tries {
  private readonly earlier: Verdict[] = [];
  private readonly failedBefore = new Map<vscode.TestItem, number>();
  private readonly most: number;
  private goesOn = false;

  constructor(
    private readonly run: vscode.TestRun,
    private readonly tree: TestTree,
    private readonly configuration: Pick<TestConfiguration, 'written' | 'description'>,
  ) {
    const { retries } = configuration.written;
    // A wrong number is told when the machine is launched.
    this.most = typeof retries === 'number' ? retries + 1 : 1;
    tree.root.description = this.rootText();
    for (const item of leavesOf(tree.root)) if (item !== tree.root) item.description = '';
  }

  /** Which try this is, counted from 1. */
  private get number(): number {
    return this.earlier.length + 1;
  }

  get isLast(): boolean {
    return this.number >= this.most;
  }

  /**
   * Takes what a try came to, and what failed in it.
   * @returns the verdict with those before it if it counts; undefined when there is to be another try.
   */
  take(verdict: Verdict, failed: ReadonlySet<vscode.TestItem>): Verdict | undefined {
    const { earlier } = this;
    if (!this.isLast && verdict.kind !== 'passed') {
      for (const item of failed) this.failedBefore.set(item, this.number);
      earlier.push(verdict);
      this.goesOn = true;
      return undefined;
    }
    if (earlier.length === 0) return verdict;
    this.tell(failed);
    return { ...verdict, earlier };
  }

  /** Whether another try is to begin, which does. */
  next(): boolean {
    const { goesOn } = this;
    this.goesOn = false;
    if (goesOn)
      this.run.appendOutput(`${vscode.l10n.t('Try {0} of {1} begins.', this.number, this.most)}\r\n`);
    return goesOn;
  }

  /** A pass after a failure is not the same as a pass. */
  private tell(failed: ReadonlySet<vscode.TestItem>): void {
    const { root } = this.tree;
    for (const [item, number] of this.failedBefore)
      if (item !== root && !failed.has(item)) item.description = vscode.l10n.t('failed in try {0}', number);
    const which = vscode.l10n.t('try {0} of {1}', this.number, this.most);
    const before = this.rootText();
    root.description = before === '' ? which : `${before}, ${which}`;
  }

  private rootText(): string {
    return escapeIcons(this.configuration.description ?? '');
  }
}
