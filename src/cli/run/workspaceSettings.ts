import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { isObject } from '../../config/shape';
import { type FolderSettings, folderSettings } from '../../machine/folderSettings';
import { unreadable } from '../readableFiles';
import { parsed } from './jsonFile';

/**
 * The settings `qemu.*` that a workspace has, as the editor reads them for its tasks. A person's own settings are the
 * editor's: a run must come to the same on every computer.
 * @param folder The workspace's; absolute.
 * @throws {UsageError} when the file cannot be read, or is no JSON: without it, the run would be another one.
 */
export async function workspaceSettings(folder: string): Promise<FolderSettings> {
  const path = join(folder, '.vscode', 'settings.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => withoutFile(error, path));
  const root = parsed(text, path);
  const values = isObject(root) ? root : {};
  return folderSettings((name) => values[`qemu.${name}`], folder);
}

function withoutFile(error: unknown, path: string): string {
  if (isMissing(error)) return '{}';
  throw unreadable(path, error, l10n.t('Allow that it is read, or remove it.'));
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
