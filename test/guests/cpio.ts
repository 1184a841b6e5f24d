/** A file, folder (content undefined) or symbolic link for an archive. */
export interface Entry {
  readonly path: string;
  /** Permission bits, such as `0o755`. */
  readonly mode: number;
  readonly content?: Uint8Array | string;
  /** Where a symbolic link points. */
  readonly link?: string;
}

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;
const SYMLINK = 0o120000;

/**
 * Writes the "newc" archive that Linux unpacks as its first root file system; Linux documents it in
 * `Documentation/driver-api/early-userspace/buffer-format.rst`.
 */
export function cpio(entries: readonly Entry[]): Buffer {
  const parts = entries.map((entry, index) => record(index + 1, entry));
  return Buffer.concat([...parts, record(0, { path: 'TRAILER!!!', mode: 0 })]);
}

function record(inode: number, entry: Entry): Buffer {
  const body = Buffer.from(entry.link ?? entry.content ?? '');
  const name = Buffer.from(`${entry.path}\0`);
  const fields = [inode, kind(entry) | entry.mode, 0, 0, 1, 0, body.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), name])), padded(body)]);
}

function kind(entry: Entry): number {
  if (entry.link !== undefined) return SYMLINK;
  if (entry.content !== undefined) return REGULAR;
  return entry.mode === 0 ? 0 : DIRECTORY;
}

/** Everything begins at a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
