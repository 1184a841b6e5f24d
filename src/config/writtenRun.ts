import { launchSchema } from './debug/debugSchema';
import { LAUNCH_FIELDS, TASK_FIELDS } from './editorFields';
import { nameOf } from './names';
import { isObject } from './shape';
import { runSchema } from './steps/runSchema';

/** What is in a file of the editor's: the list, the field that names an entry, and fields that are not about runs. */
const LISTS = {
  tasks: { label: 'label', others: TASK_FIELDS, hasPlatforms: false },
  configurations: {
    label: 'name',
    others: new Set([...LAUNCH_FIELDS, ...Object.keys(launchSchema.entries)]),
    hasPlatforms: true,
  },
} as const;

/** What VS Code calls the system. */
const PLATFORMS: Readonly<Partial<Record<string, string>>> = {
  win32: 'windows',
  darwin: 'osx',
  linux: 'linux',
};

/** The list that a file of the editor's has: tasks.json, launch.json. */
export type RunList = keyof typeof LISTS;
export const RUN_LISTS = Object.keys(LISTS) as readonly RunList[];

/** What a person wrote for one machine. */
export interface NamedRun {
  readonly written: Readonly<Record<string, unknown>>;
  /** What it is called where it is written. */
  readonly name: string;
}

/** What an entry says about a run, and what nobody knows, since it may be misspelt. `null` says nothing. */
export function runOfEntry(entry: Readonly<Record<string, unknown>>, list: RunList): NamedRun {
  const { label, others, hasPlatforms } = LISTS[list];
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
function forPlatform(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const own = entry[PLATFORMS[process.platform] ?? ''];
  return isObject(own) ? { ...entry, ...own } : entry;
}

/** The editor's variables that mean something only in an editor. */
const EDITORS =
  /\$\{(?:(?:input|command|config|extensionInstallFolder):[^}]*|(?:relative)?[fF]ile\w*|selectedText|lineNumber|columnNumber|workspaceFolder\w+|workspaceFolder:[^}]*|defaultBuildTask|execPath)\}/;

/** The first variable in a configuration that only the editor can fill in, after ours were: `${input:which}`. */
export function editorVariable(filled: unknown): string | undefined {
  return EDITORS.exec(JSON.stringify(filled))?.[0];
}
