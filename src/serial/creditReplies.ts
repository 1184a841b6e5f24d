import { CREDIT_REPLY } from './protocol';

/** Who asked the terminal: we did, for credit, or the guest, which must get its answer. */
export type Asker = 'ours' | 'guest';

/** What came from the terminal, taken apart. */
export interface TerminalInput {
  /** What was typed, pasted, or answered to the guest. */
  readonly input: string;
  /** How many of our questions were answered. */
  readonly credits: number;
}

/**
 * Finds the answers to credit requests in what a terminal sends, whole, split, or glued to what was typed.
 *
 * A terminal answers in the order in which it was asked, and every answer looks the same; so the order of the
 * questions decides whose an answer is. While no question is open nothing is held back.
 */
export class CreditReplies {
  private readonly open: Asker[] = [];
  private held = '';

  /** A question has been written to the terminal. */
  asked(by: Asker): void {
    this.open.push(by);
  }

  /** Questions that have no answer yet. */
  get unanswered(): number {
    return this.open.length;
  }

  /** Whether the beginning of what may become an answer is held back. Call `flush()` if nothing follows. */
  get holding(): boolean {
    return this.held !== '';
  }

  push(data: string): TerminalInput {
    let rest = this.held + data;
    this.held = '';
    let input = '';
    let credits = 0;
    while (this.open.length > 0) {
      const at = rest.indexOf(CREDIT_REPLY);
      if (at === -1) break;
      const after = at + CREDIT_REPLY.length;
      if (this.open.shift() === 'ours') {
        credits++;
        input += rest.slice(0, at);
      } else {
        input += rest.slice(0, after);
      }
      rest = rest.slice(after);
    }
    if (this.open.length > 0) {
      const begun = begunReply(rest);
      this.held = rest.slice(rest.length - begun);
      rest = rest.slice(0, rest.length - begun);
    }
    return { input: input + rest, credits };
  }

  /** Releases what is held: it was typed after all (the Escape key looks like the beginning of an answer). */
  flush(): string {
    const { held } = this;
    this.held = '';
    return held;
  }
}

/** How many characters at the end of `text` may be the beginning of an answer. */
function begunReply(text: string): number {
  for (let length = Math.min(text.length, CREDIT_REPLY.length - 1); length > 0; length--) {
    if (text.endsWith(CREDIT_REPLY.slice(0, length))) return length;
  }
  return 0;
}
