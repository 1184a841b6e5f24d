import type { CrashFrame, CrashReport } from '../../crash/report';
import type { GuestResolution, GuestSymbols, ToldLoads } from '../../symbols/guestSymbols';
import type { SourceFinder } from '../../symbols/sources/sourceFinder';
import { guiltyPlace } from './guiltyPlace';
import { type MissingAdvice, missingSentences } from './missingImages';
import type { ResolvedFrame, ResolvedReport } from './resolvedReport';

export interface ReportSymbols {
  readonly symbols: GuestSymbols;
  readonly sources: SourceFinder;
  /** What to do about images without a file; left out, nothing is said of them. */
  readonly advice?: MissingAdvice | undefined;
}

/**
 * Gives the frames of a report their functions, files and lines.
 * @param loads What the log told about images up to the report's end.
 * @throws `signal.reason` on abort, and nothing else.
 */
export async function resolveReport(
  report: CrashReport,
  { symbols, sources, advice }: ReportSymbols,
  loads: ToldLoads,
  signal: AbortSignal,
): Promise<ResolvedReport> {
  // A log that somebody has decoded has more than its bare names; and a program's functions are none of the kernel's.
  const asked = report.frames.filter((frame) => !isDecoded(frame));
  const places = asked.map((frame) => ({ ...frame, returns: frame.exact !== true }));
  const found = await symbols.resolve(places, loads, signal);
  const answers = new Map(asked.map((frame, index) => [frame, found[index]]));
  const frames: ResolvedFrame[] = [];
  for (const printed of report.frames)
    frames.push(...(await framesOf(printed, answers.get(printed) ?? { frames: [] }, sources, signal)));
  const missing = found.flatMap((each) => each.missing ?? []);
  const problems = new Set([
    ...found.flatMap(({ problem }) => problem ?? []),
    ...(advice ? missingSentences(missing, report.system, advice) : []),
  ]);
  const told = report.file === undefined ? undefined : await sources.findPrinted(report.file);
  const guilty = guiltyPlace(report, frames, told);
  return { report, frames, ...(guilty && { guilty }), problems: [...problems] };
}

/** A report whose symbols could not be looked up: what the guest printed is all there is. */
export function printedReport(report: CrashReport, problem: string): ResolvedReport {
  const frames = report.frames.map((printed) => ({
    printed,
    ...(printed.address !== undefined && { address: printed.address }),
    ...asPrinted(printed),
  }));
  return { report, frames, problems: [problem] };
}

async function framesOf(
  printed: CrashFrame,
  { frames, address, buildId }: GuestResolution,
  sources: SourceFinder,
  signal: AbortSignal,
): Promise<ResolvedFrame[]> {
  const shown = printed.address ?? address?.toString(16);
  const at = { printed, ...(shown !== undefined && { address: shown }) };
  if (frames.length === 0) {
    const path = printed.file === undefined ? undefined : await sources.findPrinted(printed.file);
    return [{ ...at, ...asPrinted(printed), ...(path !== undefined && { path }) }];
  }
  return await Promise.all(
    frames.map(async (frame) => {
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
