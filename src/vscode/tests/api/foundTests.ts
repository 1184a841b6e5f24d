import type { TestFound } from '../../../api';
import { KeptRoom, MOST_KEPT } from '../../../harness/protocols/keptSize';
import type { ToldResult } from '../../../harness/reading/protocol';

/** Results whose lines are kept; of a hundred thousand, they would be too much. */
const MOST_WITH_LINES = 1000;

/** What the tests of a run came to, of all tries together: as much as is kept of two of them. */
export class FoundTests {
  /** Results for which there was no room. */
  left = 0;
  private readonly found: TestFound[] = [];
  private readonly room = new KeptRoom(2 * MOST_KEPT);

  get count(): number {
    return this.found.length;
  }

  at(index: number): TestFound | undefined {
    return this.found[index];
  }

  /** @param number Of the try, counted from 1. */
  add(result: ToldResult, number: number): void {
    if (!this.room.takes(result)) {
      this.left++;
      return;
    }
    const { lines: _, ...short } = result;
    const told = this.found.length < MOST_WITH_LINES ? result : short;
    this.found.push({ ...told, try: number });
  }
}
