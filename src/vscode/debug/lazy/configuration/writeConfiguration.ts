import * as vscode from 'vscode';
import { insertConfiguration, LaunchJsonError } from './launchJson';

/**
 * Puts a configuration into a folder's launch.json and shows it there. What else is in the file stays as it is; a file
 * that has changes which are not saved stays unsaved.
 * @throws where launch.json is damaged; then it is shown, and not touched.
 */
export async function writeConfiguration(folder: vscode.WorkspaceFolder, config: object): Promise<void> {
  const uri = vscode.Uri.joinPath(folder.uri, '.vscode', 'launch.json');
  await createIfMissing(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const unsaved = document.isDirty;
  const editor = await vscode.window.showTextDocument(document);
  const { offset, text } = place(document.getText(), config);
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
    await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  }
}

function place(text: string, config: object): ReturnType<typeof insertConfiguration> {
  try {
    return insertConfiguration(text, config);
  } catch (error) {
    if (!(error instanceof LaunchJsonError)) throw error;
    throw new Error(
      vscode.l10n.t('launch.json was not changed, since {0}. Correct it and try again.', error.message),
      { cause: error },
    );
  }
}
