import type { CrashReport } from './report';

/** What a report may have when it goes from thread to thread, and in front of people. */
const MOST_FRAMES = 128;
const MOST_REGISTERS = 64;
const MOST_TASKS = 16;
const LONGEST_TEXT = 512;

/** The same report without what nobody would read: a guest chooses how long it is. */
export function boundedReport(report: CrashReport): CrashReport {
  return {
    ...report,
    altTitles: report.altTitles.slice(0, MOST_TASKS),
    frames: report.frames
      .slice(0, MOST_FRAMES)
      .map((frame) => ({ ...frame, raw: frame.raw.slice(0, LONGEST_TEXT) })),
    registers: report.registers.slice(0, MOST_REGISTERS),
    tasks: report.tasks.slice(0, MOST_TASKS),
    ...(report.guiltyFrame
      ? { guiltyFrame: { ...report.guiltyFrame, raw: report.guiltyFrame.raw.slice(0, LONGEST_TEXT) } }
      : {}),
  };
}
