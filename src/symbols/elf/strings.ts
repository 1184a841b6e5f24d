import { type ByteSource, readExactly } from './byteSource';

/** Bytes of a string table: the largest programs have names of some hundred megabytes. */
const TABLE_LIMIT = 512 * 1024 * 1024;
/** Bytes of one name; mangled C++ names reach ten thousand and more. */
const NAME_LIMIT = 64 * 1024;
/** Bytes of all names together: a hostile file may have millions of symbols share one long name. */
const TOTAL_LIMIT = 512 * 1024 * 1024;

/** A section of names, each ended by a zero byte. Names are cut off rather than refused. */
export class StringTable {
  private spent = 0;

  private constructor(private readonly bytes: Buffer) {}

  /** @throws {ElfError} */
  static async read(
    source: ByteSource,
    range: { readonly offset: bigint; readonly size: bigint },
  ): Promise<StringTable> {
    return new StringTable(await readExactly(source, 'a string table', range, TABLE_LIMIT));
  }

  /** The name at an offset; empty for an offset that lies outside, and when all limits are spent. */
  at(offset: number): string {
    if (offset >= this.bytes.length || this.spent > TOTAL_LIMIT) return '';
    const window = this.bytes.subarray(offset, offset + NAME_LIMIT);
    const end = window.indexOf(0);
    const name = window.toString('utf8', 0, end < 0 ? window.length : end);
    this.spent += name.length;
    return name;
  }
}
