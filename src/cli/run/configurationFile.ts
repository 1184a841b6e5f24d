import { constants, openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import { isObject } from '../../config/shape';
import { type NamedRun, RUN_LISTS, runOfEntry } from '../../config/writtenRun';
import { nameOf } from '../../config/names';
import { UsageError } from '../usage';
import { parsed } from './jsonFile';

/** What a person wrote for one machine. */
export interface WrittenRun extends NamedRun {
  /** `${workspaceFolder}`, and where relative paths start; absolute. */
  readonly folder: string;
}

/**
 * Reads one configuration from tasks.json, launch.json, or a file that holds nothing else; all with comments.
 * @param name Which one, if the file has several.
 * @throws {UsageError}; `signal.reason` on abort.
 */
export async function readConfiguration(
  path: string,
  name: string | undefined,
  signal: AbortSignal,
): Promise<WrittenRun> {
  const root = parsed(await textOf(path, signal), path);
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

async function textOf(path: string, signal: AbortSignal): Promise<string> {
  try {
    return (await stat(path)).isFIFO() ? await textOfPipe(path, signal) : await readFile(path, 'utf8');
  } catch (error) {
    signal.throwIfAborted();
    throw new UsageError(
      l10n.t('{0} cannot be read: {1}.', path, messageOf(error)),
      l10n.t('Name a tasks.json, a launch.json, or a file with one configuration.'),
    );
  }
}

/** `<(jq … )`. To open a pipe that nobody writes to would wait for ever, in a thread that nothing can end. */
async function textOfPipe(path: string, signal: AbortSignal): Promise<string> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return await text(addAbortSignal(signal, new Socket({ fd, readable: true, writable: false })));
}

function entriesIn(root: unknown): NamedRun[] {
  if (!isObject(root)) return [];
  for (const list of RUN_LISTS) {
    const entries = root[list];
    if (Array.isArray(entries))
      return entries.flatMap((entry) => (isObject(entry) ? [runOfEntry(entry, list)] : []));
  }
  return [{ written: root, name: nameOf(root) }];
}

/** What the editor would have open: the folder around `.vscode`, else that of the file. */
function folderOf(path: string): string {
  const folder = dirname(resolve(path));
  return basename(folder) === '.vscode' ? dirname(folder) : folder;
}
