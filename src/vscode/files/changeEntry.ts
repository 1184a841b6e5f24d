import * as vscode from 'vscode';
import { isObject } from '../../config/shape';
import { entriesIn, fieldEdits, type FieldOfEntry } from './configurationFile';
import type { EditorFile } from './editorFiles';
import { uriIn } from './writtenLists';

/** The entry of a folder's file that has this name, as it is written; undefined for none. */
export async function entryNamed(
  folder: vscode.WorkspaceFolder,
  file: EditorFile,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const document = await open(folder, file);
  const found = entriesIn(document?.getText() ?? '', file).find(
    (entry) => isObject(entry) && entry['name'] === name,
  );
  return isObject(found) ? found : undefined;
}

/** Changes one field of an entry in its file, and saves the file unless it had other changes. */
export async function changeField(
  folder: vscode.WorkspaceFolder,
  file: EditorFile,
  change: FieldOfEntry,
): Promise<void> {
  const document = await open(folder, file);
  const edits = document && fieldEdits(document.getText(), file, change);
  if (!edits) return;
  const unsaved = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits)
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      content,
    );
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(vscode.l10n.t('{0} cannot be changed.', document.uri.fsPath));
  if (!unsaved) await document.save();
}

async function open(
  folder: vscode.WorkspaceFolder,
  file: EditorFile,
): Promise<vscode.TextDocument | undefined> {
  const uri = uriIn(folder, file);
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // There is none.
    return undefined;
  }
}
