import type { KeyPrefix } from './keyPrefix';

/** What terminals answer their guests begins with it, and so do keys that no guest waits for when it has just begun. */
const ESCAPE = '\x1b';

/**
 * The editor gives the focus to each terminal that it puts beside another one, for half a second and longer: what a person types
 * then is meant for the one that they were looking at.
 */
export class KeysWhileOpening {
  private isOpening = true;

  /**
   * @param next What takes keys of this terminal's own.
   * @param meant Given what is typed in this terminal and meant for the other one.
   */
  constructor(
    private readonly next: Pick<KeyPrefix, 'take'>,
    private readonly meant: (input: string) => void,
  ) {}

  /** The other terminal has the focus again. */
  opened(): void {
    this.isOpening = false;
  }

  /** @returns whether the input is not for this terminal's guest. */
  take(input: string): boolean {
    if (!this.isOpening || input.startsWith(ESCAPE)) return this.next.take(input);
    this.meant(input);
    return true;
  }
}
