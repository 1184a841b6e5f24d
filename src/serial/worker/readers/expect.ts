import type { WaitMatch } from '../../waitMatch';
import { TimeoutError, withTimeout } from '../../../concurrency/timeout';
import { Search } from './search';
import { LAST_BYTES, lastLines } from './lastLines';
import type { Spool } from '../spool/spool';
import { SpoolViewer } from '../spool/spoolView';

/** `waitFor` has not found its pattern. The message ends with the last lines received. */
export class NotReceivedError extends Error {
  override readonly name: string;
  constructor(message: string, timedOut: boolean) {
    super(message);
    this.name = timedOut ? 'TimeoutError' : 'NotReceivedError';
  }
}

/** setTimeout's limit (a signed 32-bit number of milliseconds, about 24 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Remembers where the last match on a port ended, so that the next search begins there unless told otherwise. */
export class Expect {
  private lastMatchEnd = 0;
  private readonly viewer: SpoolViewer;

  constructor(
    private readonly port: string,
    private readonly spool: Spool,
  ) {
    this.viewer = new SpoolViewer(spool);
  }

  /**
   * Waits for text on the port.
   * @throws {NotReceivedError} after `timeoutMs` milliseconds or at the end of the stream; `signal.reason` on abort.
   */
  async waitFor(
    pattern: string | RegExp,
    from: number | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<WaitMatch> {
    const start = Math.max(from ?? this.lastMatchEnd, this.spool.kept);
    const search = new Search(this.spool, this.viewer, pattern, start);
    const what = `${describe(pattern)} on port "${this.port}"`;
    const limit = Math.min(Math.max(timeoutMs, 0), LONGEST_TIMEOUT_MS);
    const hold = this.spool.hold(search);
    let match: WaitMatch | undefined;
    try {
      match = await withTimeout(what, limit, signal, (inner) => search.run(inner));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw new NotReceivedError(`${what} did not come within ${limit} ms. ${this.received(start)}`, true);
    } finally {
      hold.dispose();
    }
    if (!match)
      throw new NotReceivedError(
        `${what} did not come before the machine ended. ${this.received(start)}`,
        false,
      );
    this.lastMatchEnd = match.end;
    return match;
  }

  private received(from: number): string {
    const buffer = Buffer.alloc(LAST_BYTES);
    const begin = Math.max(from, this.spool.tail.end - LAST_BYTES);
    const lines = lastLines(buffer.subarray(0, this.spool.read(buffer, begin)));
    return lines === '' ? 'Nothing was received.' : `Last lines received:\n${lines}`;
  }
}

function describe(pattern: string | RegExp): string {
  return typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern);
}
