import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from './guard/processIdentity';
import { StartError } from './startErrors';

/** `sun_path` of a unix socket address with its terminating zero, in bytes: 108 on Linux, 104 on macOS and BSD. */
const SOCKET_PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** The longest that we put behind the base: `/<pid>-<start>-<random>/gdb.sock`. */
const LONGEST_TAIL = '/1z141z3-1z141z3z1-ffffff/gdb.sock'.length;

/** Where QEMU's pid and start time are kept, for whoever sweeps. */
const PID_FILE = 'qemu.pid';

export interface Owner {
  readonly pid: number;
  readonly identity: string;
}

/**
 * The directory that holds all machines of this user, made if missing.
 * @param parents Where it may be, best first; the first whose socket paths are not too long is taken.
 * @throws {StartError} when somebody else could have made it or can look inside.
 */
export async function baseDirectory(
  parents: readonly string[] = process.platform === 'win32' ? [tmpdir()] : [tmpdir(), '/tmp'],
): Promise<string> {
  const name = `qemu-serial-debug-${process.getuid?.() ?? userInfo().username}`;
  const candidates = parents.map((parent) => join(parent, name));
  const base =
    candidates.find((path) => Buffer.byteLength(path) + LONGEST_TAIL < SOCKET_PATH_BYTES) ?? candidates[0];
  if (base === undefined) throw new StartError('There is no temporary directory.', 'Set TMPDIR.');
  await ensurePrivate(base);
  return base;
}

/** The base that the settings name, or that of this user. @throws {StartError} where it is not private. */
export async function chosenBase(named: string | undefined): Promise<string> {
  if (named === undefined) return await baseDirectory();
  await ensurePrivate(named);
  return named;
}

/**
 * Makes a directory that only we can enter, or verifies one that exists. In a shared /tmp anyone could have put
 * one there, or a link, to read our consoles or to have us write elsewhere.
 */
export async function ensurePrivate(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new StartError(`Cannot make ${path}: ${message}`, 'Check TMPDIR.');
  });
  // lstat, not stat: a link would be followed to a directory that is fine, and could be changed later.
  const found = await lstat(path);
  const uid = process.getuid?.();
  const safe =
    found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0));
  if (!safe) {
    throw new StartError(
      `${path} is not a private directory of this user, so machines cannot keep their consoles there.`,
      `Look who made it, and remove it: ls -ld ${path}`,
    );
  }
}

/** The private directory of one machine: spools, FIFOs, QEMU's log, the debugger's socket. */
export class MachineDirectory {
  private constructor(readonly path: string) {}

  static async create(base: string): Promise<MachineDirectory> {
    const identity = (await processIdentity(process.pid)) ?? '0';
    const name = [process.pid, Number(identity)].map((number) => number.toString(36)).join('-');
    const path = join(base, `${name}-${randomBytes(3).toString('hex')}`);
    await mkdir(path, { mode: 0o700 });
    return new MachineDirectory(path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Leaves a note about our QEMU for a later sweep. */
  async noteQemu(pid: number, identity: string): Promise<void> {
    await writeFile(this.file(PID_FILE), `${pid} ${identity}\n`, { mode: 0o600 });
  }

  async remove(): Promise<void> {
    await removeDirectory(this.path);
  }
}

/** Retries, since on Windows a file stays busy for a moment after the process that had it open has ended. */
export async function removeDirectory(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Who made a machine's directory; undefined when the name is not one of ours. */
export function ownerOf(directoryName: string): Owner | undefined {
  const match = /^([0-9a-z]+)-([0-9a-z]+)-[0-9a-f]{6}$/.exec(directoryName);
  if (!match) return undefined;
  return { pid: parseInt(match[1] ?? '', 36), identity: String(parseInt(match[2] ?? '', 36)) };
}

/** The QEMU that was noted in a machine's directory. */
export async function notedQemu(directory: string): Promise<Owner | undefined> {
  const text = await readFile(join(directory, PID_FILE), 'utf8').catch(() => '');
  const match = /^(\d+) (\d+)$/.exec(text.trim());
  return match ? { pid: Number(match[1]), identity: match[2] ?? '' } : undefined;
}
