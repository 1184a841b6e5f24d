import * as l10n from '@vscode/l10n';
import type { TestResult } from '../../harness/protocols/protocol';
import type { StepResult } from '../../harness/steps/stepRunner';
import type { RunListener } from '../../harness/verdict/judgedRun';
import { printable } from '../printable';

const MS_A_SECOND = 1000;

/** What a run prints while it goes on: a line for all that happens, with the seconds since its start and who says it. */
export class Transcript implements RunListener {
  /** @param write Takes a line with its line feed. @param now A clock, in milliseconds. */
  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
    private readonly begun = now(),
  ) {}

  /** A line of a port. */
  console(port: string, text: string): void {
    this.say(port, text);
  }

  note(text: string): void {
    for (const line of text.split('\n')) this.say('*', line);
  }

  stepBegan(title: string): void {
    this.note(l10n.t('step: {0}', title));
  }

  stepEnded({ title, durationMs, failure }: StepResult): void {
    if (failure) this.note(l10n.t('step failed: {0}: {1}', title, failure.message));
    else this.note(l10n.t('step done: {0} ({1} ms)', title, durationMs));
  }

  testEnded({ path, outcome, reason }: TestResult): void {
    const why = reason === undefined ? '' : `: ${reason}`;
    this.note(`${outcomeWord(outcome)}: ${path.join(' › ')}${why}`);
  }

  private say(who: string, text: string): void {
    const seconds = ((this.now() - this.begun) / MS_A_SECOND).toFixed(3).padStart(9);
    this.write(`${seconds} ${who}| ${printable(text)}\n`);
  }
}

/** An outcome for people. */
function outcomeWord(outcome: TestResult['outcome']): string {
  switch (outcome) {
    case 'passed':
      return l10n.t('test passed');
    case 'failed':
      return l10n.t('test failed');
    case 'skipped':
      return l10n.t('test skipped');
    case 'known':
      return l10n.t('test failed as it is known to');
    case 'crashed':
      return l10n.t('test without a result');
  }
}
