import * as vscode from 'vscode';
import { nameOf } from '../../config/names';

/**
 * The name of a machine that is launched, made unique among those that run: the editor takes two tasks with one name
 * for the same task, and a person could not tell them apart either.
 * @param config May be wrong in any way: the terminal will say so, and needs a title for that.
 * @param taken Names in use that the editor does not know yet.
 */
export function freeTitle(config: unknown, taken: ReadonlySet<string>): string {
  const running = new Set(vscode.tasks.taskExecutions.map(({ task }) => task.name));
  const isFree = (title: string): boolean => !running.has(title) && !taken.has(title);
  const title = nameOf(config);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? title : `${title} ${number}`;
    if (isFree(candidate)) return candidate;
  }
}
