import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../config/shape';

/** How `dependsOn` and `preLaunchTask` name a task: by its label, by the fields of its definition, or as the default build. */
export type WantedTask = string | Readonly<Record<string, unknown>>;

/** The editor's tasks, as far as one is found by it. */
interface FoundTask {
  readonly name: string;
  readonly source: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly group?: { readonly id: string; readonly isDefault: boolean | undefined } | undefined;
  /** Whose it is: a folder's, or that of all. */
  readonly scope?: Folder | number | undefined;
}

interface Folder {
  readonly uri: { toString(): string };
}

const DEFAULT_BUILD = '${defaultBuildTask}';

/** The tasks that an entry of tasks.json or launch.json says come before it. */
export function tasksBefore(entry: Readonly<Record<string, unknown>>): readonly WantedTask[] {
  const named = entry['preLaunchTask'] ?? entry['dependsOn'] ?? [];
  const all: readonly unknown[] = Array.isArray(named) ? named : [named];
  return all.filter((one): one is WantedTask => typeof one === 'string' || isObject(one));
}

/**
 * The task that is wanted by something that is written in a folder: as for the editor, the folder's own, or one that is no
 * folder's. Others may have a task of that name that is about something else.
 * @param folder Undefined for what is written in the workspace's own file: tasks that are no folder's come first.
 */
export function wantedOf<T extends FoundTask>(
  wanted: WantedTask,
  tasks: readonly T[],
  folder: Folder | undefined,
): T | undefined {
  const found = tasks.filter((task) => isWanted(wanted, task));
  const home = folder?.uri.toString();
  const own = found.find((task) => homeOf(task) === home);
  return own ?? (folder ? found.find((task) => homeOf(task) === undefined) : found[0]);
}

const homeOf = ({ scope }: FoundTask): string | undefined =>
  typeof scope === 'object' ? scope.uri.toString() : undefined;

function isWanted(wanted: WantedTask, { name, source, definition, group }: FoundTask): boolean {
  if (wanted === DEFAULT_BUILD) return group?.id === 'build' && group.isDefault === true;
  if (typeof wanted === 'string') return name === wanted || `${source}: ${name}` === wanted;
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(definition[key], value));
}

/** How a message names it. */
export const wantedText = (wanted: WantedTask): string =>
  typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
