const LF = 0x0a;

/** QEMU's replies can be large (`query-qmp-schema`, `info mtree`); beyond this something is badly wrong, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** The other side has sent a message without end. */
export class MessageTooLongError extends Error {
  override readonly name = 'MessageTooLongError';
}

/**
 * Cuts a byte stream into lines for a protocol with one JSON text a line. Chunks of an unfinished line are only
 * collected, so a message of many megabytes costs one copy, and a character split between chunks stays whole.
 */
export class MessageLines {
  private readonly pieces: Buffer[] = [];
  private length = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly limit = MAX_MESSAGE_BYTES,
  ) {}

  /** @throws {MessageTooLongError} when a line grows beyond the limit. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.keep(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(this.pieces, this.length).toString('utf8').trim();
      this.pieces.length = 0;
      this.length = 0;
      if (line !== '') this.onLine(line);
    }
    this.keep(chunk.subarray(start));
  }

  private keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.length += piece.length;
    if (this.length > this.limit) throw new MessageTooLongError(`a message of more than ${this.limit} bytes`);
    this.pieces.push(piece);
  }
}
