import * as vscode from 'vscode';
import { withDefaults } from '../../config/defaults';
import type { MachineConfiguration } from '../../config/types';

/**
 * The name of a machine that is launched, made unique among those that run: the editor takes two tasks of one name
 * for the same task, and a person could not tell them apart either.
 * @param taken Names in use that the editor does not know yet.
 */
export function freeTitle(config: MachineConfiguration, taken: ReadonlySet<string>): string {
  const running = new Set(vscode.tasks.taskExecutions.map(({ task }) => task.name));
  const isFree = (title: string): boolean => !running.has(title) && !taken.has(title);
  const title = titleOf(config);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? title : `${title} ${number}`;
    if (isFree(candidate)) return candidate;
  }
}

/** The configuration may still be wrong in any way; what is wrong is told in the terminal, which needs a title. */
function titleOf(config: MachineConfiguration): string {
  try {
    const name: unknown = withDefaults(config).name;
    if (typeof name === 'string' && name.trim() !== '') return name;
  } catch {
    // Told when it is validated.
  }
  return 'qemu';
}
