import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../../concurrency/abort';
import { TimeoutError, withTimeout } from '../../../concurrency/timeout';
import type { WaitParams } from '../../protocol';
import type { WaitMatch } from '../../waitMatch';
import type { Encoding } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import { RemoteSearch } from '../search/remoteSearch';
import type { SearchThreads } from '../search/searchThreads';
import type { Spool } from '../spool/spool';
import { LAST_BYTES, lastLines } from './lastLines';

/** `waitFor` has not found its pattern. The message ends with the last lines received. */
class NotReceivedError extends Error {
  override readonly name: string;
  constructor(message: string, timedOut: boolean) {
    super(message);
    this.name = timedOut ? 'TimeoutError' : 'NotReceivedError';
  }
}

/** setTimeout's limit (a signed 32-bit number of milliseconds, about 24 days). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/**
 * What is there already is searched whatever the time-out, but for no longer than this: some milliseconds for the
 * thread to start, and a pace that every computer keeps, in bytes a millisecond.
 */
const FIRST_LOOK_MS = 2000;
const FIRST_LOOK_BYTES_A_MS = 10_000;

/** Remembers where the last match on a port ended, so that the next search begins there unless told otherwise. */
export class Expect {
  private lastMatchEnd = 0;
  private readonly waiting = new Set<Promise<unknown>>();
  private readonly searches = new Set<RemoteSearch>();

  constructor(
    private readonly port: string,
    private readonly spool: Spool,
    private readonly threads: SearchThreads,
    private encoding: Encoding = UTF8,
  ) {}

  /**
   * Waits for text on the port.
   * @throws {NotReceivedError} after `timeoutMs` milliseconds or at the end of the stream; `PatternError`;
   * `signal.reason` on abort.
   */
  async waitFor(params: Omit<WaitParams, 'port'>, signal: AbortSignal): Promise<WaitMatch> {
    const match = this.search(params, signal);
    this.waiting.add(match);
    try {
      return await match;
    } finally {
      this.waiting.delete(match);
    }
  }

  /**
   * Resolves when no wait is under way any more. At the end of the stream each ends by itself; what it waits for may be
   * among the last bytes.
   */
  async settled(): Promise<void> {
    await Promise.allSettled(this.waiting);
  }

  /** What is waited for from now on is looked for in text that was decoded in another way. */
  decodeAs(encoding: Encoding): void {
    this.encoding = encoding;
    for (const search of this.searches) search.decodeAs(encoding.name);
  }

  private async search(params: Omit<WaitParams, 'port'>, signal: AbortSignal): Promise<WaitMatch> {
    const { pattern, raw = false, timeoutMs } = params;
    if (pattern === '') throw new Error(l10n.t('the text to wait for is empty'));
    const from = Math.max(params.from ?? this.lastMatchEnd, this.spool.kept);
    const what = l10n.t('{0} on port "{1}"', params.what ?? describe(pattern), this.port);
    const search = new RemoteSearch(
      this.threads,
      this.spool,
      { path: this.spool.path, from, pattern, raw, encoding: this.encoding.name },
      what,
    );
    const hold = this.spool.hold(search);
    this.searches.add(search);
    try {
      const match = await this.find(search, what, timeoutMs, signal);
      if (!params.apart) this.lastMatchEnd = match.end;
      return match;
    } finally {
      this.searches.delete(search);
      hold.dispose();
      search.close();
    }
  }

  private async find(
    search: RemoteSearch,
    what: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<WaitMatch> {
    const limit = Math.min(Math.max(timeoutMs, 0), LONGEST_TIMEOUT_MS);
    const deadline = performance.now() + limit;
    const from = search.position;
    const there = this.spool.tail.end;
    const firstLimit = Math.max(limit, FIRST_LOOK_MS + (there - from) / FIRST_LOOK_BYTES_A_MS);
    try {
      const first = await withTimeout(what, firstLimit, signal, (inner) =>
        search.run(there, deadline, inner),
      );
      if (first) return first;
      const rest = Math.max(0, deadline - performance.now());
      const match = await withTimeout(what, rest, signal, (inner) => search.run(Infinity, deadline, inner));
      if (match) return match;
    } catch (error) {
      if (isCancelled(error) && !signal.aborted) throw this.cutShort(what, from);
      if (!(error instanceof TimeoutError)) throw error;
      const slow = search.isSlow ? ` ${l10n.t('Searching for this pattern takes a long time.')}` : '';
      const text = l10n.t('{0} did not come within {1} ms.', what, limit);
      throw new NotReceivedError(`${text}${slow} ${this.received(from)}`, true);
    }
    const text = l10n.t('{0} did not come before the machine ended.', what);
    throw new NotReceivedError(`${text} ${this.received(from)}`, false);
  }

  /** The threads for searches were ended: the last bytes were waited for as long as a machine's end may take. */
  private cutShort(what: string, from: number): Error {
    const text = l10n.t('{0} was still being searched for when the machine ended.', what);
    return new NotReceivedError(`${text} ${this.received(from)}`, false);
  }

  /** The last lines received since an offset, for a message. */
  lastLines(from = 0): string {
    const buffer = Buffer.alloc(LAST_BYTES);
    const begin = Math.max(from, this.spool.tail.end - LAST_BYTES);
    return lastLines(buffer.subarray(0, this.spool.read(buffer, begin)), this.encoding);
  }

  private received(from: number): string {
    const lines = this.lastLines(from);
    return lines === '' ? l10n.t('Nothing was received.') : l10n.t('Last lines received:\n{0}', lines);
  }
}

function describe(pattern: string | RegExp): string {
  return typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern);
}
