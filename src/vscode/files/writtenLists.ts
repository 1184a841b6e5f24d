import * as vscode from 'vscode';
import type { EditorFile } from './editorFiles';
import { type ListsByOrigin, listsByOrigin } from './listsByOrigin';

/** A list, and where it is written. */
export interface WrittenList {
  readonly entries: readonly unknown[];
  /** Whose file it is in; undefined for the workspace's own. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly uri: vscode.Uri;
}

/** What the folders have in such a file, one after the other, and then what the workspace's own file has. */
export function writtenLists(file: EditorFile): WrittenList[] {
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  const ofFolders = workspaceFolders.map((folder) => ({
    folder,
    uri: uriIn(folder, file),
    entries: listsOf(file, folder).folder,
  }));
  if (!workspaceFile) return ofFolders;
  return [
    ...ofFolders,
    { folder: undefined, uri: workspaceFile, entries: listsOf(file, undefined).workspace },
  ];
}

/** What is written for one folder, and for all. */
export function listsOf(
  { section, list }: EditorFile,
  folder: vscode.WorkspaceFolder | undefined,
): ListsByOrigin {
  const inspected = vscode.workspace.getConfiguration(section, folder).inspect<unknown>(list);
  return listsByOrigin(inspected ?? {}, vscode.workspace.workspaceFile !== undefined);
}

/** Where a folder has such a file, if it has one. */
export const uriIn = (folder: vscode.WorkspaceFolder, { name }: EditorFile): vscode.Uri =>
  vscode.Uri.joinPath(folder.uri, '.vscode', name);
