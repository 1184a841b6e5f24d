import * as vscode from 'vscode';
import { notice } from '../editor/notices';
import { ConfigurationFileError, insertEntry } from './configurationFile';
import type { EditorFile } from './editorFiles';
import { uriIn } from './writtenLists';

/**
 * Puts an entry into a folder's launch.json or tasks.json and shows it there. What else is in the file stays as it is; a
 * file that has changes which are not saved stays unsaved.
 * @throws when the file is damaged; then it is shown, and not touched.
 */
export async function writeEntry(
  folder: vscode.WorkspaceFolder,
  file: EditorFile,
  config: object,
): Promise<void> {
  const uri = uriIn(folder, file);
  await createIfMissing(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const unsaved = document.isDirty;
  const editor = await vscode.window.showTextDocument(document);
  const { offset, text } = place(document.getText(), config, file);
  const start = document.positionAt(offset);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, start, text);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(vscode.l10n.t('{0} cannot be changed.', uri.fsPath));
  const end = document.positionAt(offset + text.length);
  editor.selection = new vscode.Selection(start.translate(1), start.translate(1));
  editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (!unsaved) await document.save();
}

async function createIfMissing(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    // As an edit: the editor may still have a copy of a file that has been deleted, and would refuse to save over it.
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { ignoreIfExists: true });
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new Error(vscode.l10n.t('{0} cannot be changed.', uri.fsPath));
  }
}

function place(text: string, config: object, file: EditorFile): ReturnType<typeof insertEntry> {
  try {
    return insertEntry(text, config, file);
  } catch (error) {
    if (!(error instanceof ConfigurationFileError)) throw error;
    throw new Error(
      vscode.l10n.t('{0} was not changed, since {1}. Correct it and try again.', file.name, error.message),
      { cause: error },
    );
  }
}

/** The folder whose files are written: the only one, or the one that the person picks; undefined for none. */
export async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return await vscode.window.showWorkspaceFolderPick();
  if (folders[0]) return folders[0];
  const open = vscode.l10n.t('Open Folder…');
  const chosen = await notice(
    'Information',
    vscode.l10n.t('A configuration is kept in the files of a folder, and none is open.'),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFolder');
  return undefined;
}

/** What the entries of a folder's file are called, so that a new one gets a name of its own. */
export function namesIn(folder: vscode.WorkspaceFolder, { section, list }: EditorFile): string[] {
  const written: unknown = vscode.workspace.getConfiguration(section, folder.uri).get(list);
  const entries = Array.isArray(written) ? (written as { name?: unknown; label?: unknown }[]) : [];
  return entries.map(({ name: own, label = own }) => label).filter((one) => typeof one === 'string');
}
