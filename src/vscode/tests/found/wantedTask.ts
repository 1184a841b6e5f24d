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
}

const DEFAULT_BUILD = '${defaultBuildTask}';

/** The tasks that an entry of tasks.json or launch.json says come before it. */
export function tasksBefore(entry: Readonly<Record<string, unknown>>): readonly WantedTask[] {
  const named = entry['preLaunchTask'] ?? entry['dependsOn'] ?? [];
  const all: readonly unknown[] = Array.isArray(named) ? named : [named];
  return all.filter((one): one is WantedTask => typeof one === 'string' || isObject(one));
}

/** Whether a task is the one that is wanted. */
export function isWanted(wanted: WantedTask, { name, source, definition, group }: FoundTask): boolean {
  if (wanted === DEFAULT_BUILD) return group?.id === 'build' && group.isDefault === true;
  if (typeof wanted === 'string') return name === wanted || `${source}: ${name}` === wanted;
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(definition[key], value));
}

/** How a message names it. */
export const wantedText = (wanted: WantedTask): string =>
  typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
