const LINE_FEED = 0x0a;

/** Where in the stream the lines of a text begin that was decoded from bytes: a line feed is one byte and one character, always. */
export class LineStarts {
  private text = '';
  private bytes: Uint8Array = new Uint8Array();
  private base = 0;
  /** The first line feed behind what was passed; not looked for again with each question, since there may be none. */
  private feed = -1;
  private inBytes = 0;
  private start = 0;
  private end = -1;

  /** @param base The stream's offset of the first byte. */
  begin(text: string, bytes: Uint8Array, base: number): void {
    // What does not follow begins a line of its own.
    if (base !== this.end) this.start = base;
    this.end = base + bytes.length;
    this.text = text;
    this.bytes = bytes;
    this.base = base;
    this.inBytes = 0;
    this.feed = text.indexOf('\n');
  }

  /** The offset at which the line begins that the character at `index` is in. Never asked for one further in front. */
  at(index: number): number {
    while (this.feed !== -1 && this.feed < index) {
      this.feed = this.text.indexOf('\n', this.feed + 1);
      this.inBytes = this.bytes.indexOf(LINE_FEED, this.inBytes) + 1;
      this.start = this.base + this.inBytes;
    }
    return this.start;
  }
}
