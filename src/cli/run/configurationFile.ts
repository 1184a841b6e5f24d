import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import { launchSchema } from '../../config/debug/debugSchema';
import { LAUNCH_FIELDS, TASK_FIELDS } from '../../config/editorFields';
import { isObject } from '../../config/shape';
import { runSchema } from '../../config/steps/runSchema';
import { nameOf } from '../../config/names';
import { UsageError } from '../usage';
import { parsed } from './jsonFile';

/** What a person wrote for one machine. */
export interface WrittenRun {
  readonly written: Readonly<Record<string, unknown>>;
  /** What it is called where it is written. */
  readonly name: string;
  /** `${workspaceFolder}`, and where relative paths start; absolute. */
  readonly folder: string;
}

/** What is in a file of the editor's: the list, the field that names an entry, and fields that are not about runs. */
const LISTS = [
  { list: 'tasks', label: 'label', others: TASK_FIELDS, hasPlatforms: false },
  {
    list: 'configurations',
    label: 'name',
    others: new Set([...LAUNCH_FIELDS, ...Object.keys(launchSchema.entries)]),
    hasPlatforms: true,
  },
] as const;
type List = (typeof LISTS)[number];

/** What VS Code calls the system. */
const PLATFORMS: Readonly<Partial<Record<string, string>>> = {
  win32: 'windows',
  darwin: 'osx',
  linux: 'linux',
};

/**
 * Reads one configuration from tasks.json, launch.json, or a file that holds nothing else; all with comments.
 * @param name Which one, if the file has several.
 * @throws {UsageError}
 */
export async function readConfiguration(path: string, name: string | undefined): Promise<WrittenRun> {
  const root = parsed(await textOf(path), path);
  const entries = entriesIn(root).filter(({ written }) => written['type'] === 'qemu');
  const named = name === undefined ? entries : entries.filter((entry) => entry.name === name);
  const [found, second] = named;
  const names = entries.map((entry) => JSON.stringify(entry.name)).join(', ');
  if (entries.length === 0)
    throw new UsageError(
      l10n.t('{0} has no configuration of type "qemu".', path),
      l10n.t('Write "type": "qemu", and what the machine runs.'),
    );
  if (!found)
    throw new UsageError(
      l10n.t('{0} has no configuration named {1}.', path, JSON.stringify(name)),
      l10n.t('It has {0}.', names),
    );
  if (second)
    throw new UsageError(
      l10n.t('{0} has several configurations.', path),
      l10n.t('Choose one with --name: {0}.', names),
    );
  return { ...found, folder: folderOf(path) };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      l10n.t('{0} cannot be read: {1}.', path, messageOf(error)),
      l10n.t('Name a tasks.json, a launch.json, or a file with one configuration.'),
    );
  }
}

type Entry = Pick<WrittenRun, 'written' | 'name'>;

function entriesIn(root: unknown): Entry[] {
  if (!isObject(root)) return [];
  for (const list of LISTS) {
    const entries = root[list.list];
    if (Array.isArray(entries))
      return entries.flatMap((entry) => (isObject(entry) ? [ofList(entry, list)] : []));
  }
  return [{ written: root, name: nameOf(root) }];
}

/** What is about the run stays, and what nobody knows, since it may be misspelt. `null` says nothing. */
function ofList(entry: Record<string, unknown>, { label, others, hasPlatforms }: List): Entry {
  const title = entry[label] ?? entry['taskName'];
  const kept = Object.entries(hasPlatforms ? forPlatform(entry) : entry).filter(
    ([key, value]) => value !== null && (key in runSchema.entries || !others.has(key)),
  );
  const written: Record<string, unknown> = Object.fromEntries(kept);
  return { written, name: typeof title === 'string' && title !== '' ? title : nameOf(written) };
}

/**
 * With what launch.json says for this computer's system, as VS Code puts it over the rest (applyPlatformSpecificKeys, 1.139).
 * Of a task that an extension defines it takes such a section for the problem matcher only.
 */
function forPlatform(entry: Record<string, unknown>): Record<string, unknown> {
  const own = entry[PLATFORMS[process.platform] ?? ''];
  return isObject(own) ? { ...entry, ...own } : entry;
}

/** What the editor would have open: the folder around `.vscode`, else that of the file. */
function folderOf(path: string): string {
  const folder = dirname(resolve(path));
  return basename(folder) === '.vscode' ? dirname(folder) : folder;
}
