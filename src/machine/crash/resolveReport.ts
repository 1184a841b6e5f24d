import type { CrashFrame, CrashReport } from '../../crash/report';
import type { GuestResolution, GuestSymbols, ToldLoads } from '../../symbols/guestSymbols';
import type { SourceFinder } from '../../symbols/sources/sourceFinder';

/** A call in a crash, as the symbol files know it. */
interface ResolvedFrame {
  /** What the guest printed. */
  readonly printed: CrashFrame;
  /** Hexadecimal without `0x`: as printed, else as linked. */
  readonly address?: string;
  readonly function?: string;
  /** As the compiler wrote it, or as the guest printed it. */
  readonly file?: string;
  /** Where that file is on this computer. */
  readonly path?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** Inlined into the frame that follows. */
  readonly inlined: boolean;
}

export interface ResolvedReport {
  readonly report: CrashReport;
  /** In the order of the report's frames, each with what is inlined there before it. */
  readonly frames: readonly ResolvedFrame[];
  /** Why there is not more, each sentence once. */
  readonly problems: readonly string[];
}

export interface ReportSymbols {
  readonly symbols: GuestSymbols;
  readonly sources: SourceFinder;
}

/**
 * Gives the frames of a report their functions, files and lines.
 * @param loads What the log told about images up to the report's end.
 * @throws `signal.reason` on abort, and nothing else.
 */
export async function resolveReport(
  report: CrashReport,
  { symbols, sources }: ReportSymbols,
  loads: ToldLoads,
  signal: AbortSignal,
): Promise<ResolvedReport> {
  const places = report.frames.map((frame) => ({ ...frame, returns: frame.exact !== true }));
  const found = await symbols.resolve(places, loads, signal);
  const frames: ResolvedFrame[] = [];
  for (const [index, printed] of report.frames.entries())
    frames.push(...(await framesOf(printed, found[index] ?? { frames: [] }, sources, signal)));
  const problems = new Set(found.flatMap(({ problem }) => problem ?? []));
  return { report, frames, problems: [...problems] };
}

async function framesOf(
  printed: CrashFrame,
  { frames, address, buildId }: GuestResolution,
  sources: SourceFinder,
  signal: AbortSignal,
): Promise<ResolvedFrame[]> {
  const shown = printed.address ?? address?.toString(16);
  const at = { printed, ...(shown !== undefined && { address: shown }) };
  // A log that somebody has decoded has more than its bare names.
  const known = frames.length > 0 && !isDecoded(printed) ? frames : [asPrinted(printed)];
  return await Promise.all(
    known.map(async (frame) => {
      const path = frame.file === undefined ? undefined : await sources.find(frame.file, buildId, signal);
      return { ...at, ...frame, ...(path !== undefined && { path }) };
    }),
  );
}

const isDecoded = ({ file, line }: CrashFrame): boolean => file !== undefined && line !== undefined;

function asPrinted({ symbol, file, line, inlined }: CrashFrame): Omit<ResolvedFrame, 'printed' | 'address'> {
  return {
    ...(symbol !== undefined && { function: symbol }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    inlined: inlined ?? false,
  };
}
