import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CrashReport } from '../crash/report';
import { CrashReader } from '../serial/worker/search/crashReader';
import type { CrashesRead } from '../serial/worker/search/protocol';
import { readingRules } from '../serial/worker/search/readingRules';
import type { ToldLoads } from '../symbols/loads/toldLoads';
import { LineNumbers } from './lineNumbers';

/** A crash in a log. */
export interface FoundCrash {
  readonly report: CrashReport;
  /** What the log told about images up to the report's end. */
  readonly loads: ToldLoads;
  /** Counted from 1; both belong to the report. */
  readonly startLine: number;
  readonly endLine: number;
}

const RULES = readingRules();

/** Reports that wait for one that began before them and has not ended. More are handed out as they come. */
const MOST_WAITING = 64;

/**
 * The crashes in a file, in the order in which they begin. It is read as the editor reads a port, in bounded memory.
 * @throws the file system's error; `signal.reason` on abort.
 */
export async function* foundCrashes(path: string, signal: AbortSignal): AsyncGenerator<FoundCrash> {
  const { size } = await stat(path);
  const lines = new LineNumbers(path);
  const reader = new CrashReader(path, RULES);
  try {
    const waiting: FoundCrash[] = [];
    let loads: ToldLoads = { loads: [] };
    for (let position = 0, flush = false; !flush;) {
      flush = position >= size;
      const read = reader.read({ ...ALL, end: size, flush });
      for (const finding of read.findings) {
        if ('loads' in finding) loads = finding.loads;
        else insert(waiting, placed(finding.report, loads, lines));
      }
      ({ position } = read);
      yield* waiting.splice(0, complete(waiting, read));
      // Signals are heard between two looks.
      await nextTurn();
      signal.throwIfAborted();
    }
  } finally {
    reader.close();
    lines.close();
  }
}

/** Of a file that does not change, for one who needs loads for reports only. */
const ALL = { port: 0, path: '', kept: 0, tellLoads: false } as const;

function placed(report: CrashReport, loads: ToldLoads, lines: LineNumbers): FoundCrash {
  const startLine = lines.lineOf(report.start);
  return { report, loads, startLine, endLine: Math.max(startLine, lines.lineOf(report.end - 1)) };
}

function insert(waiting: FoundCrash[], found: FoundCrash): void {
  const behind = waiting.findLastIndex(({ report }) => report.start <= found.report.start);
  waiting.splice(behind + 1, 0, found);
}

/** How many of those that wait can be handed out. */
function complete(waiting: readonly FoundCrash[], { isReading }: CrashesRead): number {
  return isReading ? Math.max(0, waiting.length - MOST_WAITING) : waiting.length;
}
