import * as vscode from 'vscode';

/** The workspace's folders on this computer: paths. */
export function localFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => localPath(uri) ?? []);
}

/** The path of what is on this computer; undefined for what is elsewhere. */
export const localPath = ({ scheme, fsPath }: vscode.Uri): string | undefined =>
  scheme === 'file' ? fsPath : undefined;
