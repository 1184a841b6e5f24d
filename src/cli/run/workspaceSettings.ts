import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings, type SettingsReading } from '../../config/manifest/settings';
import { isObject } from '../../config/shape';
import { substitute } from '../../config/variables';
import { parsed } from './jsonFile';

/**
 * The settings `qemu.*` that a workspace has, as the editor reads them for its tasks. A person's own settings are the
 * editor's: a run must come to the same on every computer.
 * @param folder The workspace's; absolute.
 * @throws {UsageError} when the file is no JSON.
 */
export async function workspaceSettings(folder: string): Promise<SettingsReading> {
  const path = join(folder, '.vscode', 'settings.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const root = parsed(text, path);
  const values = isObject(root) ? substitute(root, { workspaceFolder: folder }) : {};
  return readSettings((name) => values[`qemu.${name}`]);
}
