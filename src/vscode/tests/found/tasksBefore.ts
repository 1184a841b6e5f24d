import * as vscode from 'vscode';
import { onAbort } from '../../../concurrency/abort';
import { asError } from '../../../concurrency/messageOf';
import { originOfTask } from '../../editor/taskOrigin';
import { type WantedTask, wantedOf, wantedText } from './wantedTask';

/** A configuration, as far as it says what is to be run before it. */
interface Dependent {
  readonly before: readonly WantedTask[];
  /** Where it is written: its tasks are those of this folder, as for the editor; undefined for the workspace's own file. */
  readonly owner: vscode.WorkspaceFolder | undefined;
}

/**
 * Runs the tasks that a configuration names, one after the other, as the editor does before it starts such a task or session.
 * Those in the background are started: that they are ready is told to no extension (a proposed API in VS Code 1.139).
 * @param note Shows a sentence to who waits for the tests.
 * @throws when one is not there, or fails; `signal.reason` on abort.
 */
export async function runTasksBefore(
  { before, owner }: Dependent,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (before.length === 0) return;
  const tasks = await vscode.tasks.fetchTasks();
  for (const one of before) {
    signal.throwIfAborted();
    const task = wantedOf(one, tasks, owner);
    if (!task)
      throw new Error(
        vscode.l10n.t('There is no task "{0}", which was to run before the tests.', wantedText(one)),
      );
    if (task.isBackground) await startOnce(task, note);
    else await runToEnd(task, signal);
  }
}

async function startOnce(task: vscode.Task, note: (text: string) => void): Promise<void> {
  if (vscode.tasks.taskExecutions.some((execution) => isOf(task, execution))) return;
  await vscode.tasks.executeTask(task);
  note(
    vscode.l10n.t(
      'The task "{0}" was started in the background. Extensions are not told when it is ready.',
      task.name,
    ),
  );
}

async function runToEnd(task: vscode.Task, signal: AbortSignal): Promise<void> {
  const code = await run(task, signal);
  if (code === 0 || code === undefined) return;
  throw new Error(
    vscode.l10n.t('The task "{0}" failed with {1}, so the tests were not run.', task.name, code),
  );
}

const isOf = (task: vscode.Task, { task: other }: vscode.TaskExecution): boolean =>
  originOfTask(other) === originOfTask(task) && other.source === task.source;

/** @returns its exit code; undefined for one that is no process. */
function run(task: vscode.Task, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let code: number | undefined;
    const isIt = (execution: vscode.TaskExecution): boolean => isOf(task, execution);
    const listeners = [
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (isIt(execution)) code = exitCode;
      }),
      vscode.tasks.onDidEndTask(({ execution }) => {
        if (isIt(execution)) settle(() => resolve(code));
      }),
      onAbort(signal, () => settle(() => reject(signal.reason as Error))),
    ];
    const settle = (how: () => void): void => {
      for (const listener of listeners) listener.dispose();
      how();
    };
    vscode.tasks.executeTask(task).then(undefined, (error: unknown) => settle(() => reject(asError(error))));
  });
}
