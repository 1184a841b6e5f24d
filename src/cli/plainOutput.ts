import * as l10n from '@vscode/l10n';
import { placeText } from '../machine/crash/placeText';
import type { Output, ShownCrash } from './output';
import { printable } from './printable';

/** For people: a line that says where and what, as compilers do, and below it what is known. */
export class PlainOutput implements Output {
  private log = '';
  private reports = 0;

  begin(): string {
    return '';
  }

  beginLog(log: string): string {
    this.log = log;
    this.reports = 0;
    return '';
  }

  crash(crash: ShownCrash): string {
    this.reports++;
    const { report, found, problems } = crash;
    const lines = [
      `${this.log}:${found.startLine}: ${report.title}`,
      ...facts(crash),
      ...section(l10n.t('Stack'), crash.frames.map(frameText)),
      ...section(
        l10n.t('Registers'),
        report.registers.map(({ name, value }) => `${name} ${value}`),
      ),
      ...problems.map((problem) => `  ${problem}`),
    ];
    return `${lines.map(printable).join('\n')}\n\n`;
  }

  endLog(): string {
    return this.reports > 0 ? '' : `${printable(l10n.t('{0}: no crash was found.', this.log))}\n`;
  }

  end(): string {
    return '';
  }
}

function facts({ report, found }: ShownCrash): string[] {
  const { system, type, guilty, altTitles, corrupted, file, line } = report;
  const known: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('System'), system],
    [l10n.t('Class'), type],
    [l10n.t('Lines'), `${found.startLine}–${found.endLine}`],
    [l10n.t('Guilty function'), guilty],
    [l10n.t('Place'), placeText(file, line)],
    [l10n.t('Also known as'), altTitles.join('; ')],
    [l10n.t('Incomplete'), corrupted],
  ];
  return known.flatMap(([name, value]) => (value ? [`  ${name}: ${value}`] : []));
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${heading}:`, ...lines.map((line) => `    ${line}`)];
}

function frameText(frame: ShownCrash['frames'][number]): string {
  const { printed, inlined, address, path, file, line } = frame;
  const name = frame.function ?? printed.symbol;
  // What nobody could read more of says most as it is.
  if (name === undefined && file === undefined) return printed.raw;
  return [
    inlined ? l10n.t('(inlined)') : address && `0x${address}`,
    name ?? '?',
    printed.module && `[${printed.module}]`,
    placeText(path ?? file, line),
  ]
    .filter(Boolean)
    .join(' ');
}
