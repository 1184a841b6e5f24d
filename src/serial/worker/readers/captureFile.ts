import * as l10n from '@vscode/l10n';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { raceAbort } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import { delay, TimeoutError, withTimeout } from '../../../concurrency/timeout';

/** A file system that answers at all does so in a moment; in milliseconds. */
const OPEN_LIMIT_MS = 5000;
/** How long a full pipe or device is left alone, in milliseconds. */
const FULL_MS = 10;

/**
 * Never waits for a reader or a carrier: neither while it is opened nor while it is written. Nor does a terminal
 * device become the one that controls this process. Windows has neither flag.
 */
const FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_TRUNC |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOCTTY as number | undefined) ?? 0);

/** A file of the person's choice: anything may be behind its path, and nothing of it may hold up the thread. */
export class CaptureFile {
  private constructor(
    private readonly file: FileHandle,
    /** Whether it is a regular file: a disk takes every byte in the end, but nobody need ever read a pipe or device. */
    readonly isOrdinary: boolean,
  ) {}

  /**
   * Makes the file, or empties it.
   * @throws with a reason for people, within some seconds.
   */
  static async open(path: string, signal: AbortSignal): Promise<CaptureFile> {
    const opened = async (): Promise<CaptureFile> => {
      const file = await open(path, FLAGS, 0o666);
      return new CaptureFile(file, (await file.stat()).isFile());
    };
    const opening = opened();
    try {
      return await withTimeout(path, OPEN_LIMIT_MS, signal, (inner) => raceAbort(opening, inner));
    } catch (error) {
      // If it opens after all, it is no longer wanted.
      opening.then((file) => file.close()).catch(() => undefined);
      throw error instanceof TimeoutError || isErrno(error)
        ? new Error(reason(error, path), { cause: error })
        : error;
    }
  }

  /** Waits while a pipe or device takes nothing. @throws `signal.reason` on abort; the system's error. */
  async write(bytes: Buffer, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      try {
        const { bytesWritten } = await raceAbort(this.file.write(bytes, at), signal);
        at += bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await delay(FULL_MS, signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function reason(error: TimeoutError | NodeJS.ErrnoException, path: string): string {
  if (error instanceof TimeoutError)
    return l10n.t('{0}: its file system did not answer within {1} s', path, OPEN_LIMIT_MS / 1000);
  if (error.code === 'ENXIO')
    return l10n.t('{0} is a pipe that nobody reads; start its reader first, or name a file', path);
  return messageOf(error);
}
