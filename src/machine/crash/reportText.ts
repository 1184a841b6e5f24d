import type { CrashFrame } from '../../crash/report';
import { faultInRegisters } from '../../faults/faultInRegisters';
import { readRegisters } from '../../faults/registers';
import { placeText } from './placeText';
import type { ResolvedFrame, ResolvedReport } from './resolvedReport';

/** What stands around a report when it is given to a bug tracker. */
export interface ReportSurroundings {
  readonly machine: string;
  readonly port: string;
  /** Undefined for a QEMU that somebody else has started, whose command line is empty, too. */
  readonly qemuVersion?: string | undefined;
  readonly commandLine: readonly string[];
  /** The port's last lines up to the report's end. */
  readonly lines: readonly string[];
}

/** Lines of the port that go with a report. */
export const LINES_WITH_REPORT = 200;

/**
 * A report as Markdown, in English but for the sentences on the fault and the symbols, for the person who will look into
 * it. All of the guest's text is in code, which nothing in it can end.
 */
export function reportText(resolved: ResolvedReport, around: ReportSurroundings): string {
  const { report, frames, problems } = resolved;
  const { title, type, system, corrupted } = report;
  const facts = [
    ['System', system],
    ['Class', type],
    ['Guilty function', report.guilty],
    ['Place', placeText(report.file, report.line)],
    ['Fault', faultInRegisters(readRegisters(report.registers))?.text],
    ['Incomplete', corrupted],
    ['Machine', `${around.machine}, port ${around.port}`],
    ['QEMU', around.qemuVersion],
  ].flatMap(([name, value]) => (value ? [`- ${name ?? ''}: ${inCode(value)}`] : []));
  return [
    `# ${inCode(title)}`,
    facts.join('\n'),
    ...block('Stack', stackText(frames)),
    ...block('Symbols', problems),
    ...block(
      'Registers',
      report.registers.map(({ name, value }) => `${name} ${value}`),
    ),
    ...block('Command line', around.commandLine.length > 0 ? [around.commandLine.join(' ')] : []),
    ...block('Output', around.lines.slice(-LINES_WITH_REPORT)),
    '',
  ].join('\n\n');
}

/** Each line as the guest printed it, with what the symbol files add below it. */
function stackText(frames: readonly ResolvedFrame[]): string[] {
  return frames.flatMap((frame, index) => {
    const { raw } = frame.printed;
    const isNext = frames[index - 1]?.printed === frame.printed;
    const known = decoded(frame);
    return [
      ...(isNext ? [] : [raw]),
      ...(known === undefined || raw.includes(known) ? [] : [`    ${known}`]),
    ];
  });
}

function decoded({ printed, function: name, file, line, inlined }: ResolvedFrame): string | undefined {
  const place = placeText(file, line);
  if (name === undefined && place === undefined) return inImage(printed);
  return `${name ?? '??'}${place === undefined ? '' : ` at ${place}`}${inlined ? ' (inlined)' : ''}`;
}

/** For those who have the image's symbols elsewhere: firmware prints two addresses, and leaves the difference to them. */
function inImage({ module, offset }: CrashFrame): string | undefined {
  if (offset === undefined) return undefined;
  const digits = `0x${offset.toString(16)}`;
  return module === undefined ? `${digits} bytes into its image` : `${module}+${digits}`;
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const text = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`## ${heading}`, `${fence}\n${text}\n${fence}`];
}

/** A span of code whose own backticks do not end it. */
function inCode(text: string): string {
  const plain = text.replace(/[\r\n]+/g, ' ');
  const run = longestRun(plain);
  if (run === 0) return `\`${plain}\``;
  const fence = '`'.repeat(run + 1);
  return `${fence} ${plain} ${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
