import * as vscode from 'vscode';
import { EDITOR_FILES, type EditorFile } from '../../files/editorFiles';
import { type WrittenList, writtenLists } from '../../files/writtenLists';
import type { TestConfiguration } from './testConfiguration';
import { testEntries } from './testEntries';

/** The configurations of tasks.json and launch.json that have tests, of all folders and of the workspace's own file. */
export function findConfigurations(): TestConfiguration[] {
  return EDITOR_FILES.flatMap((file) =>
    writtenLists(file).flatMap((written) => configurationsIn(written, file)),
  );
}

function configurationsIn(
  { entries, folder: owner, uri }: WrittenList,
  { list, name: file }: EditorFile,
): TestConfiguration[] {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  const description = placeText(owner, uri, file);
  return testEntries(entries, list).map((entry) => ({
    ...entry,
    ...{ owner, uri, description },
    folder: owner ?? folders[0],
    id: JSON.stringify([uri.toString(), file, entry.name]),
  }));
}

function placeText(owner: vscode.WorkspaceFolder | undefined, uri: vscode.Uri, file: string): string {
  if (!owner) return vscode.workspace.asRelativePath(uri);
  return (vscode.workspace.workspaceFolders ?? []).length > 1 ? `${owner.name}, ${file}` : file;
}
