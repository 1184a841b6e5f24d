import * as l10n from '@vscode/l10n';
import type { Socket } from 'node:net';
import { CancelledError, ChildAbortController, raceAbort } from '../../../concurrency/abort';
import { Cursor } from '../spool/cursor';
import type { Spool } from '../spool/spool';

/** How far a client may lag before it loses what it has not read, in bytes. */
const LAG_LIMIT = 4 << 20;

/** The newest bytes, which it has all the same. */
const NEWEST = 65_536;

/** What other programs share. */
export interface SharedPort {
  readonly name: string;
  readonly spool: Spool;
  /** Absent: they may only read. */
  readonly send?: (bytes: Uint8Array, signal: AbortSignal) => Promise<void>;
}

/**
 * One program on a shared port. Bytes go both ways as they are, so protocols work. It is written to when it reads, and
 * read from when the guest does: what it does slowly, it does to itself.
 */
export class ShareClient {
  private readonly cursor: Cursor;
  /** Of what was lost on the way, what the client has been told. */
  private told = 0;
  private skipped = 0;

  constructor(
    private readonly socket: Socket,
    private readonly port: SharedPort,
  ) {
    this.cursor = new Cursor(port.spool, port.spool.tail.end);
  }

  /** Resolves when the client has gone, or the stream has ended and the client has had all of it. */
  async run(parent: AbortSignal): Promise<void> {
    const controller = new ChildAbortController(parent);
    const gone = (): void => controller.abort(new CancelledError('the client has gone'));
    this.socket.once('close', gone);
    try {
      await Promise.race([this.give(controller.signal), this.take(controller.signal)]);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      controller.abort(new CancelledError());
      controller.dispose();
      this.socket.end();
    }
  }

  private async give(signal: AbortSignal): Promise<void> {
    for (let bytes = await this.cursor.next(signal); bytes; bytes = await this.cursor.next(signal)) {
      const lost = this.skipped + this.cursor.lost - this.told;
      this.told += lost;
      const notice = lost === 0 ? '' : lossNotice(lost);
      // A copy: the cursor's buffer is the next read's, and the socket may still hold this one.
      if (!this.socket.write(Buffer.concat([Buffer.from(notice), bytes]))) await this.drained(signal);
      if (this.cursor.lag > LAG_LIMIT) this.skip();
    }
  }

  private async drained(signal: AbortSignal): Promise<void> {
    await raceAbort(new Promise<void>((resolve) => this.socket.once('drain', resolve)), signal);
  }

  private skip(): void {
    const to = this.port.spool.tail.end - NEWEST;
    this.skipped += to - this.cursor.position;
    this.cursor.moveTo(to);
  }

  /** Ends only with the client or the port: a client that has nothing more to say may still listen. */
  private async take(signal: AbortSignal): Promise<void> {
    const pieces = this.socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of pieces) await this.port.send?.(piece, signal);
    await raceAbort(new Promise<never>(() => undefined), signal);
  }
}

function lossNotice(bytes: number): string {
  return `\r\n[${l10n.t('{0} bytes are missing here: they were not read in time', bytes)}]\r\n`;
}
