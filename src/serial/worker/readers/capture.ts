import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../../concurrency/abort';
import { messageOf } from '../../../concurrency/messageOf';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { Cursor } from '../spool/cursor';
import { CaptureFile } from './captureFile';
import { amount } from '../../../log/amount';
import type { Spool } from '../spool/spool';

const CHUNK_BYTES = 262_144;

/**
 * Copies every byte of a port to a file of the user's, as it comes. If the file can no longer be written (disk full,
 * say), the person is told and the copy ends; the port goes on.
 */
export class Capture {
  private readonly cursor: Cursor;
  private written = 0;
  private hasFailed = false;

  private constructor(
    private readonly spool: Spool,
    private readonly path: string,
    private readonly file: CaptureFile,
    private readonly tell: (text: string) => void,
  ) {
    this.cursor = new Cursor(spool, 0, CHUNK_BYTES);
  }

  /**
   * Makes the file, or empties it.
   * @param tell Is told, in words for people, when the copy has to end, or lacks bytes.
   * @throws if it cannot be written; the message names port and file.
   */
  static async open(
    port: string,
    spool: Spool,
    path: string,
    tell: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Capture> {
    try {
      return new Capture(spool, path, await CaptureFile.open(path, signal), tell);
    } catch (error) {
      if (isCancelled(error)) throw error;
      const text = l10n.t('port "{0}": cannot write the capture file: {1}', port, messageOf(error));
      throw new Error(text, { cause: error });
    }
  }

  /** Whether the copy is worth waiting for when the machine has ended: a disk takes all of it, a pipe's reader may not. */
  get isOrdinary(): boolean {
    return this.file.isOrdinary;
  }

  /** Resolves when everything has been copied and the file is closed. */
  async run(group: TaskGroup, name: string): Promise<void> {
    const hold = this.cursor.hold();
    try {
      await group.loop(name, (context) => this.turn(context));
    } finally {
      hold.dispose();
      await this.file.close();
      this.tellMissing();
    }
  }

  /** What was given back to the disk before it was copied, and what was not copied when the machine's end waited no longer. */
  private tellMissing(): void {
    const missing = this.spool.tail.end - this.written;
    if (this.hasFailed || missing <= 0) return;
    this.tell(
      l10n.t('The capture {0} is missing {1}: it was written too slowly.', this.path, amount(missing)),
    );
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const bytes = await context.waitFor('bytes', this.cursor.next(context.signal));
    if (!bytes) return STOP;
    try {
      await context.waitFor('the disk', this.file.write(bytes, context.signal));
      this.written += bytes.length;
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.hasFailed = true;
      const written = amount(this.cursor.position - bytes.length);
      this.tell(l10n.t('The capture {0} ends here, after {1}: {2}', this.path, written, messageOf(error)));
      return STOP;
    }
    return undefined;
  }
}
