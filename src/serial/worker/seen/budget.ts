const CREDIT_A_BYTE = 8;
const MOST_CREDIT = 65_536;

/**
 * Work that a few bytes may cause beyond their own (saying a line once more, moving its rest) is paid from this: each
 * byte adds some, so that the work stays in proportion to the bytes whatever the guest sends.
 */
export class Budget {
  private credit = MOST_CREDIT;

  /** To be told of all bytes, before what they say. */
  earn(bytes: number): void {
    this.credit = Math.min(MOST_CREDIT, this.credit + bytes * CREDIT_A_BYTE);
  }

  /** @param work In columns that are written. @returns whether it may be done. */
  spend(work: number): boolean {
    if (work > this.credit) return false;
    this.credit -= work;
    return true;
  }
}
