import * as l10n from '@vscode/l10n';
import type { ConsoleLine } from '../../crash/console/consoleLine';
import type { Outcome } from './protocol';

/** From good to bad. */
const BADNESS: readonly Outcome[] = ['skipped', 'passed', 'known', 'failed', 'crashed'];

/** Tests that belong together, while their results come. */
export class Group {
  name: string | undefined;
  /** How many tests it says that it has. */
  plan: number | undefined;
  /** The line that the last result came with, or the first one. */
  last: ConsoleLine;
  worst: Outcome | undefined;
  /** The number that the last result had. */
  private number = 0;
  private results = 0;

  constructor(
    readonly depth: number,
    readonly first: ConsoleLine,
  ) {
    this.last = first;
  }

  get title(): string {
    return this.name === undefined ? l10n.t('The run') : JSON.stringify(this.name);
  }

  get hasResults(): boolean {
    return this.results > 0;
  }

  /** Results that have come. */
  get seen(): number {
    return this.results;
  }

  /** The number that the next result should have. */
  next(): number {
    return ++this.number;
  }

  /** A result had this number. */
  goOn(number: number): void {
    this.number = number;
  }

  saw(outcome: Outcome): void {
    this.results++;
    this.note(outcome);
  }

  /** Something in it came to this, which is no result. */
  note(outcome: Outcome): void {
    if (this.worst === undefined || BADNESS.indexOf(outcome) > BADNESS.indexOf(this.worst))
      this.worst = outcome;
  }

  movedOn(line: ConsoleLine): void {
    this.last = line;
  }
}
