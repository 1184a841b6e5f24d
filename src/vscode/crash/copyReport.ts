import * as vscode from 'vscode';
import { reportText } from '../../machine/crash/reportText';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Machine } from '../../machine/machine';

/** How much of a port's output before a report is looked at for its last lines, in bytes. */
const LINES_BYTES = 65_536;

/** Puts a report for a bug tracker on the clipboard. @throws `signal.reason` on abort. */
export async function copyReport(
  machine: Machine,
  port: string,
  resolved: ResolvedReport,
  signal: AbortSignal,
): Promise<void> {
  await vscode.env.clipboard.writeText(await reportOf(machine, port, resolved, signal));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The report was copied.'), COPIED_MS);
}

/** How long the status bar says so, in milliseconds. */
const COPIED_MS = 3000;

async function reportOf(
  machine: Machine,
  port: string,
  resolved: ResolvedReport,
  signal: AbortSignal,
): Promise<string> {
  const { end } = resolved.report;
  const serial = machine.ports.find(({ name }) => name === port)?.serial;
  const from = Math.max(0, end - LINES_BYTES);
  // After the machine's end its output is no more than what terminals have.
  const text = await serial?.text(from, signal).catch(() => '');
  const upToEnd = Buffer.from(text ?? '')
    .subarray(0, end - from)
    .toString();
  return reportText(resolved, {
    machine: machine.name,
    port,
    qemuVersion: machine.qemuVersion,
    commandLine: machine.commandLine,
    lines: upToEnd.trimEnd().split(/\r*\n/),
  });
}
