import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { asError, messageOf } from '../../concurrency/messageOf';
import { StartError } from '../errors/startErrors';

/** `sun_path` of a unix socket address with its terminating zero, in bytes: 108 on Linux, 104 on macOS and BSD. */
const SOCKET_PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** The longest that we put behind the base: `/<pid>-<start>-<random>/gdb.sock`. */
const LONGEST_TAIL = '/1z141z3-1z141z3z1-ffffff/gdb.sock'.length;

/**
 * The directory that holds all machines of this user, made if missing.
 * @param parents Where it may be, best first. One that is not usable (see {@link isUsable}) or does not take a
 * directory is passed over.
 * @throws {StartError} when there is none, or when another user could have made it or can look inside.
 */
export async function baseDirectory(parents: readonly string[] = defaultParents()): Promise<string> {
  const name = `qemu-serial-debug-${process.getuid?.() ?? userInfo().username}`;
  const usable = parents.map((parent) => join(parent, name)).filter(isUsable);
  let failure: Error | undefined;
  for (const path of usable) {
    try {
      await ensurePrivate(path);
      return path;
    } catch (error) {
      failure ??= asError(error);
    }
  }
  throw (
    failure ??
    new StartError(
      l10n.t('There is no temporary directory that QEMU can use (tried {0}).', parents.join(', ')),
      l10n.t('Set TMPDIR to a short path in UTF-8 without "%".'),
    )
  );
}

function defaultParents(): readonly string[] {
  return process.platform === 'win32' ? [tmpdir()] : [tmpdir(), '/tmp'];
}

/** The base that the settings name, or that of this user. @throws {StartError} if it is not private. */
export async function chosenBase(named: string | undefined): Promise<string> {
  if (named === undefined) return await baseDirectory();
  if (!isUsable(named)) {
    throw new StartError(
      l10n.t('Machines cannot be kept in {0}.', named),
      l10n.t('Choose a short path in UTF-8 without "%".'),
    );
  }
  await ensurePrivate(named);
  return named;
}

/**
 * Whether everything that is given paths inside it can take them: a socket's address is short, QEMU's `-D` takes `%`
 * for a pattern that cannot be escaped, and Node cannot name what is not UTF-8. All else can be escaped.
 */
function isUsable(path: string): boolean {
  return (
    isAbsolute(path) &&
    Buffer.byteLength(path) + LONGEST_TAIL < SOCKET_PATH_BYTES &&
    !/[%\0\ufffd]/.test(path)
  );
}

/**
 * Makes a directory that only we can enter, or verifies one that exists. In a shared /tmp anyone could have put
 * one there, or a link, to read our consoles or to have us write elsewhere.
 * @throws {StartError} when it cannot be made or is not private.
 */
export async function ensurePrivate(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new StartError(
      l10n.t('Cannot make the directory {0}: {1}.', path, messageOf(error)),
      l10n.t('Set TMPDIR to a directory that you can write to.'),
    );
  });
  if (await isPrivate(path)) return;
  throw new StartError(
    l10n.t(
      '{0} is not a private directory of this user, so machines cannot keep their consoles there.',
      path,
    ),
    l10n.t('Find out who made it, and remove it: {0}', `ls -ld ${path}`),
  );
}

/** Whether a path is a directory (not a link to one) that only this user can enter. */
export async function isPrivate(path: string): Promise<boolean> {
  // lstat, not stat: a link that leads to a good directory now could be changed later.
  const found = await lstat(path).catch(() => undefined);
  const uid = process.getuid?.();
  if (!found?.isDirectory()) return false;
  return uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0);
}
