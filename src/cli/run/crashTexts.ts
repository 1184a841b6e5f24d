import type { TaskGroup } from '../../concurrency/taskGroup';
import type { RunOutcome } from '../../harness/verdict/judgedRun';
import { placeText } from '../../machine/crash/placeText';
import { reportText } from '../../machine/crash/reportText';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Machine } from '../../machine/machine';
import { runSymbols } from '../../harness/verdict/runSymbols';

/** Crashes of one run that are looked up. */
const MOST_CRASHES = 10;
/** Frames of one crash that are printed. */
const MOST_FRAMES = 20;

export interface CrashText {
  /** A line each, for the terminal. */
  readonly lines: readonly string[];
  /** For a file. */
  readonly markdown: string;
}

/**
 * The first crashes of a run, with functions and lines from the files that belong to the machine.
 * @throws `signal.reason` of the group.
 */
export async function crashTexts(
  machine: Machine,
  { crashes }: Pick<RunOutcome, 'crashes'>,
  tasks: TaskGroup,
): Promise<CrashText[]> {
  if (crashes.length === 0) return [];
  const symbols = runSymbols(machine, tasks);
  const texts: CrashText[] = [];
  for (const { port, report, loads } of crashes.slice(0, MOST_CRASHES)) {
    const resolved = await symbols.report(report, loads, tasks.signal);
    const { name, qemuVersion, commandLine } = machine;
    const markdown = reportText(resolved, { machine: name, port, qemuVersion, commandLine, lines: [] });
    texts.push({ lines: linesOf(resolved), markdown });
  }
  return texts;
}

function linesOf({ report, frames, problems }: ResolvedReport): string[] {
  const stack = frames
    .slice(0, MOST_FRAMES)
    .map(({ printed, function: name = printed.symbol, path, file, line }) => {
      const place = placeText(path ?? file, line);
      if (name === undefined && place === undefined) return `  ${printed.raw}`;
      return `  ${name ?? '?'}${place === undefined ? '' : ` ${place}`}`;
    });
  return [report.title, ...stack, ...problems];
}
