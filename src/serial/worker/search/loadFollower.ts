import { readConsoleLine, type SeenLine } from '../../../crash/console/consoleLine';
import { LiteralScanner } from '../../../crash/scan/literalScanner';
import type { LoadEvent } from '../../../symbols/loads/load';
import { LoadTracker } from '../../../symbols/loads/loadTracker';
import type { OwnRule } from '../../../symbols/loads/readers/ownRule';
import type { ToldLoads } from '../../../symbols/loads/toldLoads';

/**
 * Copies made in one look: each may have thousands of images, and a guest may print thousands of crashes with a change
 * between any two. Those after that come with what was told last.
 */
const MOST_COPIES = 16;

/** Follows one port's lines for where images are loaded, and knows what of it was told. */
export class LoadFollower {
  private readonly tracker: LoadTracker;
  /** Most lines near a trigger have none themselves. */
  private readonly scanner: LiteralScanner;
  private copies = 0;
  #hasNews = false;

  constructor(rules: readonly OwnRule[] = []) {
    this.tracker = new LoadTracker(rules);
    this.scanner = new LiteralScanner(this.tracker.triggers);
  }

  /** Texts, one of which is in every line that says anything. */
  get triggers(): readonly string[] {
    return this.tracker.triggers;
  }

  /** Whether anything has changed that was not told. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** What a line says; it counts when it is applied. */
  read(line: SeenLine): LoadEvent | undefined {
    return this.scanner.find(line.text) && this.tracker.read(readConsoleLine(line).text);
  }

  apply(event: LoadEvent): void {
    if (this.tracker.apply(event)) this.#hasNews = true;
  }

  /** The machine was reset: nothing is loaded. */
  reset(): void {
    if (this.tracker.reset()) this.#hasNews = true;
  }

  /** What is loaded now, if that is to be told. */
  news(): ToldLoads | undefined {
    if (!this.#hasNews || this.copies >= MOST_COPIES) return undefined;
    this.copies++;
    this.#hasNews = false;
    return this.tracker.told();
  }

  lookIsOver(): void {
    this.copies = 0;
  }
}
