import * as vscode from 'vscode';
import type { LineLink } from '../../../machine/crash/lineLinks';

/** What is behind a link: the function and its line, by symbol files and this computer, not by the guest. */
export function tooltipOf(link: LineLink): string {
  const { function: name, path, line } = link;
  if (path === undefined) return vscode.l10n.t('{0}: no source here', name ?? '?');
  const place = `${vscode.workspace.asRelativePath(path)}${line === undefined ? '' : `:${line}`}`;
  return name === undefined ? place : vscode.l10n.t('{0} at {1}', name, place);
}
