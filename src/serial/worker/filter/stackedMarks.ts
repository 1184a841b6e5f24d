/** Marks that are drawn over one character at most; people's languages need less than half. */
const MOST = 16;
/** Characters without a width, which a terminal draws over the one before: marks, joiners, the latter parts of Hangul. */
const RUN = /[\p{M}\p{Cf}\u1160-\u11ff]+/gu;

/** All of them are from U+0300 on, but for the soft hyphen. */
const BEYOND_LATIN = /\xad|[^\0-\u02ff]/;

/** Bounds how many marks are stacked on one character: a terminal keeps, and draws, each cell's text as one string. */
export class StackedMarks {
  /** How many the text has ended with. */
  private stacked = 0;

  push(text: string): string {
    const before = this.stacked;
    if (!BEYOND_LATIN.test(text)) {
      this.stacked = 0;
      return text;
    }
    this.stacked = 0;
    return text.replace(RUN, (run, at: number) => {
      const marks = Array.from(run);
      const stacked = marks.length + (at === 0 ? before : 0);
      if (at + run.length === text.length) this.stacked = stacked;
      return stacked <= MOST ? run : marks.slice(0, Math.max(0, MOST - (stacked - marks.length))).join('');
    });
  }

  /** Something came in between. */
  interrupted(): void {
    this.stacked = 0;
  }
}
