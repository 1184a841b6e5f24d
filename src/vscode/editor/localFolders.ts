import * as vscode from 'vscode';

/** The workspace's folders on this computer: paths. */
export function localFolders(): string[] {
  const all = vscode.workspace.workspaceFolders ?? [];
  return all.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
