const CR = 0x0d;
const LF = 0x0a;

/** What is plain: printable ASCII, tab, LF, and CR if LF follows. */
const PLAIN = new Uint8Array(256).map((_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === LF ? 1 : 0,
);

/** What is known of a piece of a spool, as far as it was scanned; offsets are the stream's. */
export class PieceScan<Owner> {
  scanned: number;
  /** The scanner's, behind the last byte. */
  state = 0;
  /** Behind the last bytes that were not plain; 0 if all are. */
  oddUntil = 0;
  /** Where the text may begin afresh, from `start` on; negative if nowhere. Undefined while nobody has asked. */
  restart: number | undefined;
  private afterReturn = false;
  private readonly hits = new Map<Owner, number>();

  constructor(readonly start: number) {
    this.scanned = start;
  }

  /** Takes what stands right before the piece. */
  warm(bytes: Uint8Array, state: number): void {
    this.state = state;
    this.afterReturn = bytes.at(-1) === CR;
  }

  /** Takes the next bytes, in which literals of `owners` end. */
  take(bytes: Uint8Array, state: number, owners: ReadonlySet<Owner>): void {
    this.scanned += bytes.length;
    this.state = state;
    if (!this.arePlain(bytes)) this.oddUntil = this.scanned;
    for (const owner of owners) this.hits.set(owner, this.scanned);
  }

  /** Nothing can be said of the bytes before `until`. */
  giveUp(until: number): void {
    this.scanned = this.oddUntil = until;
  }

  /** Whether the bytes from `from` on are plain and none of the owner's literals ends in them. Never wrongly so. */
  isDull(owner: Owner, from: number): boolean {
    return this.oddUntil <= from && (this.hits.get(owner) ?? 0) <= from;
  }

  private arePlain(bytes: Uint8Array): boolean {
    let plain = true;
    let at = 0;
    if (bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0) {
      const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
      for (let word = 0; word < words.length; word++, at += 4) {
        if (!this.afterReturn && isPrintable(words[word] as number)) continue;
        plain = this.isPlain(bytes, at, at + 4) && plain;
      }
    }
    return this.isPlain(bytes, at, bytes.length) && plain;
  }

  /** Byte by byte. */
  private isPlain(bytes: Uint8Array, from: number, to: number): boolean {
    let { afterReturn } = this;
    let plain = true;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      if (PLAIN[byte] === 1 && !afterReturn) continue;
      if (afterReturn ? byte !== LF : byte !== CR) plain = false;
      afterReturn = byte === CR;
    }
    this.afterReturn = afterReturn;
    return plain;
  }
}

/**
 * Whether all four bytes of a word are printable ASCII: none has its highest bit, gets it when 1 is added (DEL), or when
 * 0x20 is taken away. A carry or borrow comes only from a byte that is not printable itself.
 */
function isPrintable(word: number): boolean {
  return ((word | (word + 0x01010101) | (word - 0x20202020)) & 0x80808080) === 0;
}
