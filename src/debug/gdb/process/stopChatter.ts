/** How GDB begins to say that the guest has stopped; the place, the line and whatever else follow. */
const BANNER =
  /^\n?(?:Thread (?:$|\S+(?: "[^"]*")? (?:hit|received))|Program(?:$| received)|(?:Temporary b|B)reakpoint \d|(?:Hardware )?(?:access \(read\/write\) |read )?[Ww]atchpoint \d|Catchpoint \d|\[Switching to )/;

/** What GDB says of a step, and of a connection: where the guest stands. */
const PLACE =
  /^(?:\d+\t|0x[0-9a-f]+ (?:<[^>]+> )?in |0x[0-9a-f]+\t|Run till exit from #|\S+ \(.*\) at \S.*:\d+\n$|Value returned is )/;

/**
 * Tells what GDB's console says at every stop from what a person wants to read. The editor shows the stop by itself.
 * What stops a guest that was let go in GDB's console is the console's, and is passed on.
 */
export class StopChatter {
  private expected = false;
  private inBanner = false;
  private held = '';

  /** The editor lets the guest run, or GDB connects. */
  resumed(): void {
    this.expected = true;
  }

  /** A person types to GDB. @returns text that was held back. */
  typed(): string {
    this.expected = false;
    return this.stopped();
  }

  /** GDB has said that the guest has stopped. @returns text that was held back. */
  stopped(): string {
    const { held } = this;
    this.held = '';
    this.inBanner = false;
    return held;
  }

  /** @returns what of a text is to be passed on. */
  filter(text: string): string {
    if (!this.expected) return text;
    const before = this.held;
    this.held = '';
    this.inBanner ||= BANNER.test(text);
    if (this.inBanner || PLACE.test(text)) return '';
    // An empty line comes before a stop, and before much else.
    if (before === '' && text === '\n') {
      this.held = text;
      return '';
    }
    return before + text;
  }
}
