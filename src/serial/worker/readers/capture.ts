import { open, type FileHandle } from 'node:fs/promises';
import { isCancelled } from '../../../concurrency/abort';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import type { Logger } from '../../../log/logger';
import { Cursor } from '../spool/cursor';
import { amount } from '../../../log/amount';
import type { Spool } from '../spool/spool';

const CHUNK_BYTES = 262_144;

/**
 * Copies every byte of a port to a file of the user's, as it comes. When the file can no longer be written (disk
 * full, say), the log is told and the copy ends; the port goes on.
 */
export class Capture {
  private readonly cursor: Cursor;

  private constructor(
    spool: Spool,
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly log: Logger,
  ) {
    this.cursor = new Cursor(spool, 0, CHUNK_BYTES);
  }

  /**
   * Makes the file, or empties it.
   * @throws when it cannot be written; the message names port and file.
   */
  static async open(port: string, spool: Spool, path: string, log: Logger): Promise<Capture> {
    try {
      return new Capture(spool, path, await open(path, 'w'), log);
    } catch (error) {
      throw new Error(`port "${port}": cannot write the capture file: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Resolves when everything has been copied and the file is closed. */
  async run(group: TaskGroup, name: string): Promise<void> {
    const hold = this.cursor.hold();
    try {
      await group.loop(name, (context) => this.turn(context));
    } finally {
      hold.dispose();
      await this.file.close();
      if (this.cursor.lost > 0)
        this.log.warn(`${this.path} lacks ${amount(this.cursor.lost)}: its disk is too slow`);
    }
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const bytes = await context.waitFor('bytes', this.cursor.next(context.signal));
    if (!bytes) return STOP;
    try {
      await context.waitFor('the disk', writeAll(this.file, bytes));
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.log.error(`the capture ${this.path} ends here: ${(error as Error).message}`);
      return STOP;
    }
    return undefined;
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}
