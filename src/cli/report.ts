import type { TaskGroup } from '../concurrency/taskGroup';
import { resolveReport } from '../machine/crash/resolveReport';
import type { Command } from './commandLine';
import { type FoundCrash, foundCrashes } from './foundCrashes';
import { JsonOutput } from './jsonOutput';
import { withLogFile } from './logFile';
import type { Output, ShownCrash } from './output';
import { PlainOutput } from './plainOutput';
import { ProgramFiles } from './programFiles';
import { mustBeReadable, unreadable } from './readableFiles';

/** Takes the next piece of the output; resolves when there is room for another one. */
export type Print = (text: string) => Promise<void>;

/**
 * What `report` does: prints the crashes in some logs.
 * @throws {UsageError} when a file cannot be read; the reason of the group's signal.
 */
export async function report(
  { json, programs, logs }: Extract<Command, { command: 'report' }>,
  print: Print,
  tasks: TaskGroup,
): Promise<void> {
  await mustBeReadable(programs, logs);
  const files = await ProgramFiles.open(programs, tasks);
  const output = json ? new JsonOutput() : new PlainOutput();
  await print(output.begin());
  for (const log of logs) await reportLog(log, output, { files, print, signal: tasks.signal });
  await print(output.end());
}

interface Surroundings {
  readonly files: ProgramFiles;
  readonly print: Print;
  readonly signal: AbortSignal;
}

async function reportLog(log: string, output: Output, { files, print, signal }: Surroundings): Promise<void> {
  await print(output.beginLog(log));
  try {
    await withLogFile(log, signal, async (path) => {
      for await (const found of foundCrashes(path, signal))
        await print(output.crash(await resolved(found, files, signal)));
    });
  } catch (error) {
    throw isSystemError(error) ? unreadable(log, error) : error;
  }
  await print(output.endLog());
}

async function resolved(found: FoundCrash, files: ProgramFiles, signal: AbortSignal): Promise<ShownCrash> {
  const symbols = files.symbolsFor(found.report.system);
  return { ...(await resolveReport(found.report, symbols, found.loads, signal)), found };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
