import * as vscode from 'vscode';
import type { RunList } from '../../config/writtenRun';
import { type ListsByOrigin, listsByOrigin } from './listsByOrigin';

/** Which list of which file of the editor's. */
export interface RunFile {
  readonly section: 'tasks' | 'launch';
  readonly list: RunList;
  readonly file: 'tasks.json' | 'launch.json';
}

export const TASKS_FILE: RunFile = { section: 'tasks', list: 'tasks', file: 'tasks.json' };
export const LAUNCH_FILE: RunFile = { section: 'launch', list: 'configurations', file: 'launch.json' };
export const RUN_FILES: readonly RunFile[] = [TASKS_FILE, LAUNCH_FILE];

/** A list, and where it is written. */
export interface WrittenList {
  readonly entries: readonly unknown[];
  /** Whose file it is in; undefined for the workspace's own. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly uri: vscode.Uri;
}

/** What the folders have in such a file, one after the other, and then what the workspace's own file has. */
export function writtenLists(file: RunFile): WrittenList[] {
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  const ofFolders = workspaceFolders.map((folder) => ({
    folder,
    uri: vscode.Uri.joinPath(folder.uri, '.vscode', file.file),
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
  { section, list }: RunFile,
  folder: vscode.WorkspaceFolder | undefined,
): ListsByOrigin {
  const inspected = vscode.workspace.getConfiguration(section, folder).inspect<unknown>(list);
  return listsByOrigin(inspected ?? {}, vscode.workspace.workspaceFile !== undefined);
}
