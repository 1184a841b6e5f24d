import * as vscode from 'vscode';

/**
 * Tells a task from all others: tasks with one name in two folders are two tasks.
 * @param folder The first folder by default, as in the editor, which gives that to tasks of the workspace.
 */
export function originOf(folder: vscode.WorkspaceFolder | undefined, name: string): string {
  const home = folder ?? vscode.workspace.workspaceFolders?.[0];
  return JSON.stringify([home?.uri.toString(), name]);
}

export function originOfTask({ scope, name }: vscode.Task): string {
  return originOf(typeof scope === 'object' ? scope : undefined, name);
}
