const LF = 0x0a;
const CR = 0x0d;

/** Longer lines are cut, in bytes. Nobody reads further in a log, and a guest may never send a line end at all. */
const MAX_LINE_BYTES = 8192;

/**
 * Makes lines of a child's output, however the pipe has chopped it: a character or a `\r\n` may be split between
 * chunks, since a line is decoded only when it is whole. Keeps at most one line's worth of bytes.
 *
 * An over-long line is passed on as soon as it is too long, cut at a character's edge, with a mark at its end;
 * the rest of it is dropped.
 */
export class LineSplitter {
  private readonly begun: Buffer;
  private length = 0;
  private dropping = false;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly maxLineBytes = MAX_LINE_BYTES,
  ) {
    // One more than a line may have: the `\r` of its end is not part of it.
    this.begun = Buffer.allocUnsafe(maxLineBytes + 1);
  }

  /** Takes the next bytes. They may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      this.endLine(bytes.subarray(start, end));
      start = end + 1;
    }
    this.keep(bytes.subarray(start));
  }

  /** The stream has ended: passes on what came after the last line end, if anything did. */
  end(): void {
    if (this.length > 0) this.endLine(Buffer.alloc(0));
    this.dropping = false;
  }

  private endLine(tail: Buffer): void {
    if (this.length === 0) {
      if (!this.dropping) this.pass(tail);
    } else if (this.keep(tail)) {
      this.pass(this.begun.subarray(0, this.length));
    }
    this.length = 0;
    this.dropping = false;
  }

  /** Remembers a part of a line. False when the line is too long by now and has been dealt with. */
  private keep(part: Buffer): boolean {
    if (this.dropping) return false;
    part.copy(this.begun, this.length);
    this.length += part.length;
    if (this.length <= this.begun.length) return true;
    this.passCut(this.begun);
    this.length = 0;
    this.dropping = true;
    return false;
  }

  private pass(bytes: Buffer): void {
    const line = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
    if (line.length > this.maxLineBytes) this.passCut(line);
    else this.onLine(line.toString('utf8'));
  }

  private passCut(bytes: Buffer): void {
    this.onLine(`${cut(bytes, this.maxLineBytes)} … (line cut after ${this.maxLineBytes} bytes)`);
  }
}

/** The first `limit` bytes as text, without the beginning of a character that would be torn in two. */
function cut(line: Buffer, limit: number): string {
  let end = limit;
  while (end > limit - 4 && end > 0 && isContinuation(line[end])) end -= 1;
  return line.toString('utf8', 0, isContinuation(line[end]) ? limit : end);
}

/** UTF-8 (RFC 3629): the second and further bytes of a character are 10xxxxxx. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
