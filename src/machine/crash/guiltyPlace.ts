import type { CrashFrame, CrashReport } from '../../crash/report';
import type { ResolvedFrame, SourcePlace } from './resolvedReport';

/** Lines of a file, as editors count them. */
const MOST_LINES = 2 ** 31;

/**
 * Functions that tell of a crash and have not caused it, of systems whose reports name no function to blame: panics,
 * assertions, what languages begin them with, and what stops the machine after them.
 */
const TELLING = new RegExp(
  [
    String.raw`^_*(?:k|v|do_|z_|rust_|kernel_)?panic(?:_\w*)?$`,
    String.raw`^_*(?:z_|k_|esp_)?(?:fatal|system_abort|sys_fatal)\w*$`,
    String.raw`^_*assert(?:_\w*|_?fail\w*|_?func|ion\w*)?$`,
    String.raw`^_*(?:die|abort|hang|halt|reset_cpu|dump_stack|show_regs|show_stack|stack_chk_fail)$`,
    String.raw`^(?:__rustc::)?rust_begin_unwind$`,
    String.raw`^(?:core|std|alloc)::(?:panicking|option|result|slice::index|cell)::`,
    String.raw`^runtime\.(?:gopanic|throw|fatal\w*|panic\w*|sigpanic)$`,
    String.raw`^(?:DebugAssert|CpuDeadLoop|CpuBreakpoint|CpuExceptionHandler|vAssertCalled|k_sys_fatal_error_handler)$`,
  ].join('|'),
);

/**
 * The line to look at first: where the program says that it failed, else the call that the report blames, else the
 * first one that does not only tell of the crash.
 * @param told Where the report's own file is on this computer.
 */
export function guiltyPlace(
  report: CrashReport,
  frames: readonly ResolvedFrame[],
  told: string | undefined,
): SourcePlace | undefined {
  if (told !== undefined && isLine(report.line)) return { path: told, line: report.line };
  const { guiltyFrame } = report;
  const blamed = guiltyFrame ? frames.filter(({ printed }) => isSame(printed, guiltyFrame)) : [];
  const found = placesOf(blamed);
  if (found.length > 0) return found[0];
  const guilty = frames.filter((frame) => !TELLING.test(frame.function ?? ''));
  return placesOf(guilty)[0] ?? placesOf(frames)[0];
}

/** Whether an editor has such a line: a guest may print any number. */
export function isLine(line: number | undefined): line is number {
  return line !== undefined && Number.isInteger(line) && line > 0 && line < MOST_LINES;
}

function placesOf(frames: readonly ResolvedFrame[]): SourcePlace[] {
  return frames.flatMap(({ path, line, column }) =>
    path === undefined || !isLine(line) ? [] : [{ path, line, ...(column !== undefined && { column }) }],
  );
}

/** Both are copies: they have come from another thread. */
const isSame = (one: CrashFrame, other: CrashFrame): boolean =>
  one.start === other.start && one.raw === other.raw;
