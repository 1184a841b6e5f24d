import * as vscode from 'vscode';
import { reportText } from '../../machine/crash/reportText';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Guest } from '../sessions/guest';

/** How long the status bar says so, in milliseconds. */
const COPIED_MS = 3000;

/** Puts a report for a bug tracker on the clipboard. */
export async function copyReport(...of: Parameters<typeof reportOf>): Promise<void> {
  await vscode.env.clipboard.writeText(reportOf(...of));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The report was copied.'), COPIED_MS);
}

/** A report for a bug tracker. @param lines What the port printed last. */
export function reportOf(
  { name, machine }: Guest,
  port: string,
  resolved: ResolvedReport,
  lines: readonly string[],
): string {
  return reportText(resolved, {
    machine: name,
    port,
    qemuVersion: machine?.qemuVersion,
    commandLine: machine?.commandLine ?? [],
    lines,
  });
}
