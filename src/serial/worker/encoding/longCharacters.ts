/** The most characters of three and four bytes that are remembered: a guest chooses which ones it prints. */
const MOST = 65_536;

/** Remembers what was found out about bytes that are more than two, since asking iconv-lite takes a microsecond or two. */
export class LongCharacters<V> {
  private readonly known = new Map<number, V>();

  /** What is known of some bytes. @param find Asked the first time, and once more when too many others have come in between. */
  of(bytes: Buffer, at: number, length: 3 | 4, find: () => V): V {
    // Those of four bytes begin above 0x7f, and so have no number in common with those of three.
    const key = bytes.readUIntBE(at, length);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= MOST) this.known.clear();
    const found = find();
    this.known.set(key, found);
    return found;
  }
}
