import * as vscode from 'vscode';

/**
 * The workspace folder that one of these absolute paths is in: its settings hold for them, and what belongs to them starts there.
 * @returns undefined when all of them are from elsewhere.
 */
export function folderOfPaths(paths: readonly string[]): vscode.WorkspaceFolder | undefined {
  const folders = paths.map((path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)));
  return folders.find((folder) => folder !== undefined);
}
