import * as vscode from 'vscode';
import { readTable, type SettingTable, type TableReading } from '../../config/manifest/settings';
import { type FolderSettings, folderSettings } from '../../machine/folderSettings';
import { localPath } from './localFolders';

/** The settings `qemu.*` as they are now, for a folder: for the first one unless told, as machines are. */
export function currentSettings(folder = vscode.workspace.workspaceFolders?.[0]): FolderSettings {
  return folderSettings(writtenFor(folder), folder && localPath(folder.uri));
}

/** Those of another table, read for a folder in the same way. */
export function currentTable<T extends SettingTable>(
  table: T,
  folder = vscode.workspace.workspaceFolders?.[0],
): TableReading<T> {
  return readTable(table, writtenFor(folder), { workspaceFolder: folder && localPath(folder.uri) });
}

function writtenFor(folder: vscode.WorkspaceFolder | undefined): (name: string) => unknown {
  const section = vscode.workspace.getConfiguration('qemu', folder?.uri);
  return (name) => section.get(name);
}
