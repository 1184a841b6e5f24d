import { isDeepStrictEqual } from 'node:util';
import { TASK_FIELDS } from '../../config/editorFields';
import { machineSchema } from '../../config/schema';
import { isObject } from '../../config/shape';

type Fields = Readonly<Record<string, unknown>>;

/** What a person wrote, and where. */
export interface WrittenTask {
  readonly written: Fields;
  /** Absolute; undefined when it is in no file. */
  readonly file?: string | undefined;
}

/** A list of tasks, and the file that has it. */
export interface TaskList {
  readonly entries: readonly unknown[];
  readonly file?: string | undefined;
}

/**
 * Finds the fields of a task that are neither a machine's nor the editor's. The editor drops them before it hands the
 * task to us, so that a misspelt one would be ignored without a word.
 * @param task As the editor hands it over, before its variables are substituted.
 * @param lists The lists of tasks that it may be from.
 */
export function unknownFields(
  task: { readonly name: string; readonly definition: Fields },
  lists: readonly TaskList[],
): WrittenTask {
  for (const { entries, file } of lists) {
    const entry = entries.find((one) => isObject(one) && isEntryOf(one, task)) as Fields | undefined;
    if (!entry) continue;
    const unknown = Object.entries(entry).filter(([key]) => !isMachineField(key) && !TASK_FIELDS.has(key));
    return { written: Object.fromEntries(unknown), file };
  }
  return { written: {} };
}

function isEntryOf(entry: Fields, task: { readonly name: string; readonly definition: Fields }): boolean {
  const { type, label, taskName } = entry;
  if (type !== task.definition['type']) return false;
  const written = label ?? taskName;
  if (written !== undefined && written !== task.name) return false;
  return isDeepStrictEqual(machineFields(entry), machineFields(task.definition));
}

/** `null` says nothing, and the editor drops it. */
function machineFields(fields: Fields): Fields {
  const known = Object.entries(fields).filter(
    ([key, value]) => isMachineField(key) && key !== 'type' && value !== undefined && value !== null,
  );
  return Object.fromEntries(known);
}

const isMachineField = (key: string): boolean => key in machineSchema.entries;
