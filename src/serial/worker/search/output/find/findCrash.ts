import type { CrashOrderInOutput, CrashPlace, OutputSource } from '../../../../outputProtocol';
import { ArrivalTimes } from '../../../arrivals/arrivalTimes';
import { CrashReader } from '../../crashReader';
import type { TextRules } from '../../readingRules';
import { textRules } from '../../textRules';

/** Looked through at a time, in bytes: the nearest crash is wanted, however long the output is. */
const BLOCK_BYTES = 4 << 20;
/** Read before a block and behind it, in bytes: what a crash goes on from, and the rest of one that begins in it. */
const BEFORE_BYTES = 65_536;
const BEHIND_BYTES = 262_144;

/**
 * Finds the crash that comes next in what ports have said, or the one before.
 * @param turn Lets others have a turn; throws when nobody waits for the result any more.
 * @throws when a spool cannot be read.
 */
export async function findCrash(
  { sources, from, forward, ownRules }: CrashOrderInOutput,
  turn: () => Promise<void>,
): Promise<CrashPlace | undefined> {
  const rules = textRules(ownRules);
  const found: CrashPlace[] = [];
  for (const [index, source] of sources.entries()) {
    const times = new ArrivalTimes(source.times);
    times.refresh();
    const nearest = new NearestCrash(source, times, rules, turn);
    const start = await (forward ? nearest.from(from[index] ?? 0) : nearest.before(from[index] ?? 0));
    if (start !== undefined) found.push({ source: index, start, time: times.timeAt(start) });
  }
  const [first] = found.sort((one, other) => (one.time ?? 0) - (other.time ?? 0));
  return forward ? first : found.at(-1);
}

/** The crashes of one port, by the offsets of their first bytes. */
class NearestCrash {
  constructor(
    private readonly source: OutputSource,
    private readonly times: ArrivalTimes,
    private readonly rules: TextRules,
    private readonly turn: () => Promise<void>,
  ) {}

  async from(offset: number): Promise<number | undefined> {
    const { kept, end } = this.source;
    for (let at = Math.max(kept, offset); at < end; at += BLOCK_BYTES) {
      const [first] = await this.starts(at, Math.min(end, at + BLOCK_BYTES));
      if (first !== undefined) return first;
    }
    return undefined;
  }

  async before(offset: number): Promise<number | undefined> {
    const { kept, end } = this.source;
    for (let at = Math.min(end, offset); at > kept; at -= BLOCK_BYTES) {
      const last = (await this.starts(Math.max(kept, at - BLOCK_BYTES), at)).at(-1);
      if (last !== undefined) return last;
    }
    return undefined;
  }

  /** Those that begin in a part, in order. */
  private async starts(from: number, to: number): Promise<number[]> {
    const { path, kept, end, encoding = 'utf8' } = this.source;
    const reader = new CrashReader(path, this.rules);
    const until = Math.min(end, to + BEHIND_BYTES);
    const starts: number[] = [];
    try {
      for (let at = Math.max(kept, from - BEFORE_BYTES); at < until;) {
        const resetAt = this.times.resets.find((reset) => reset > at);
        const order = {
          port: 0,
          path,
          end: until,
          kept: at,
          flush: true,
          resetAt,
          tellLoads: false,
          encoding,
        };
        const { position, findings } = reader.read(order);
        for (const finding of findings) if ('report' in finding) starts.push(finding.report.start);
        at = position;
        await this.turn();
      }
    } finally {
      reader.close();
    }
    return starts.filter((start) => start >= from && start < to).sort((one, other) => one - other);
  }
}
