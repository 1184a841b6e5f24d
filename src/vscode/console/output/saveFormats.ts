import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import type { SaveFormat } from '../../../serial/outputProtocol';

/** What the ending of a file's name asks for; the first is for all others. */
const ENDINGS: Readonly<Record<SaveFormat, string>> = {
  timed: 'log',
  text: 'txt',
  raw: 'bin',
  asciicast: 'cast',
};

export const isFormat = (argument: unknown): argument is SaveFormat =>
  typeof argument === 'string' && Object.hasOwn(ENDINGS, argument);

export function formatOf({ path }: vscode.Uri): SaveFormat {
  const ending = extname(path).slice(1).toLowerCase();
  return (
    Object.keys(ENDINGS)
      .filter(isFormat)
      .find((format) => ENDINGS[format] === ending) ?? 'timed'
  );
}

/**
 * The name says how it is saved, so that one question is enough.
 * @param name Offered, without its ending.
 * @returns undefined when the dialog was dismissed.
 */
export async function askTarget(name: string, format?: SaveFormat): Promise<vscode.Uri | undefined> {
  const file = `${name}.${ENDINGS[format ?? 'timed']}`.replace(/[^\w .-]+/g, '-');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder ? vscode.Uri.joinPath(folder, file) : vscode.Uri.file(join(homedir(), file));
  const filters = {
    [vscode.l10n.t('Text with times')]: [ENDINGS.timed],
    [vscode.l10n.t('Text')]: [ENDINGS.text],
    [vscode.l10n.t('Bytes')]: [ENDINGS.raw],
    asciicast: [ENDINGS.asciicast],
  };
  const title = vscode.l10n.t(
    'Save: .log has times, .txt has none, .bin has the bytes, .cast is for asciinema',
  );
  return await vscode.window.showSaveDialog({ defaultUri, title, ...(format === undefined && { filters }) });
}
