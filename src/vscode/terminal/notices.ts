import * as vscode from 'vscode';
import type { EndReport } from '../../api';
import { messageOf } from '../../concurrency/messageOf';
import { furtherWords } from '../../machine/errors/qemuWords';
import { StartError } from '../../machine/errors/startErrors';

/**
 * The lines of ours in a machine's terminal. They begin with `* QEMU` and an English word in every language: the
 * problem matcher `$qemu-ready` knows them by it.
 */
export const notices = {
  /** Launch configurations are called "QEMU: …" by custom, and the line says that already. */
  starting: (name: string): string => faint(`* QEMU starting ${clean(name).replace(/^QEMU: (?=\S)/, '')} …`),
  progress: (text: string): string => faint(`  ${clean(text)}`),
  warning: (text: string): string => red(`* QEMU warning: ${clean(text)}`),
  ready: (): string => faint('* QEMU ready'),
  notReady: (why: string | undefined): string =>
    [
      red(`* QEMU error: ${vscode.l10n.t('the "ready" pattern did not appear in time.')}`),
      ...(why === undefined ? [] : [`  ${clean(firstLine(why))}`]),
      `  ${vscode.l10n.t('The machine keeps running. Check the pattern and the port, or raise "timeoutSeconds".')}`,
      red('* QEMU failed to become ready'),
    ].join('\n'),
  /** @param file Where the configuration is written, absolute; undefined when it is in no file. */
  failed: (error: unknown, file?: string): string =>
    [...problem(error, file), red(`* QEMU failed: ${vscode.l10n.t('the machine did not start.')}`)].join(
      '\n',
    ),
  cancelled: (): string => faint(`* QEMU ended: ${vscode.l10n.t('the start was cancelled.')}`),
  /** @param verdict What a run came to that was judged, by its exit code and in words. */
  ended: (report: EndReport, verdict?: { readonly code: number; readonly text: string }): string => {
    const line = `* QEMU ended: ${clean(report.summary)}`;
    if (!verdict) return report.requested || report.succeeded ? faint(line) : red(line);
    const told = clean(verdict.text).replaceAll('\n', '\n  ');
    return `${faint(line)}\n${verdict.code === 0 ? told : red(told)}`;
  },
  /** @param why A sentence. */
  disconnected: (why: string): string => faint(`* QEMU disconnected: ${clean(why)}`),
  /** @param text A sentence about the port. */
  remark: (text: string): string => faint(`* ${clean(text)}`),
  pressKey: (): string => faint(`  ${vscode.l10n.t('Press any key to close this terminal.')}`),
};

/** What happened, in QEMU's own words if it said any, and what to do. */
function problem(error: unknown, file: string | undefined): string[] {
  // The hint of a start error comes with its details.
  const lines = clean(error instanceof StartError ? error.message : messageOf(error)).split('\n');
  // By name: the plan of a run is checked by a class of its own bundle.
  if (error instanceof Error && error.name === 'ConfigurationError') {
    const correct = vscode.l10n.t('QEMU was not started. Correct the configuration and run it again.');
    return [...wrongFields(lines, file), `  ${correct}`];
  }
  const text = [red(`* QEMU error: ${lines[0] ?? ''}`), ...lines.slice(1).map((line) => red(`  ${line}`))];
  return error instanceof StartError ? [...text, ...details(error)] : text;
}

/** A line each, which the problem matcher puts into the Problems view. */
function wrongFields(lines: readonly string[], file: string | undefined): string[] {
  const where = file === undefined ? '' : ` in ${clean(file)}`;
  // With several, the first line counts them.
  const [first = '', ...fields] = lines;
  if (file === undefined || fields.length === 0)
    return [red(`* QEMU error${where}: ${first}`), ...fields.map((line) => red(`  ${line}`))];
  return fields.map((line) => red(`* QEMU error${where}: ${line}`));
}

/** QEMU's other words, and what to do. The command line is in the log: it is long, and most of it is ours. */
function details(error: StartError): string[] {
  const said = furtherWords(clean(error.stderr), clean(error.message));
  return [
    ...said.slice(-20).map((line) => `  ${line}`),
    ...(error.hint === '' ? [] : [`  ${clean(error.hint)}`]),
    ...(error.commandLine.length === 0
      ? []
      : [faint(`  ${vscode.l10n.t('The whole command line is in the log (QEMU: Show Log).')}`)]),
  ];
}

/** Texts from outside must not steer the terminal. */
function clean(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, ' ')
    .trimEnd();
}

const faint = (text: string): string => `\x1b[90m${text}\x1b[0m`;
const red = (text: string): string => `\x1b[31m${text}\x1b[0m`;

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
