import * as vscode from 'vscode';
import { Gate } from '../../concurrency/gate';
import { atMost } from '../../concurrency/timeout';
import { originOfTask } from '../editor/taskOrigin';

/** How long a task may take to end when its machine has, in milliseconds: its terminal waits for a person who types. */
const END_LIMIT_MS = 10_000;

/**
 * Resolves when the editor does not run this task any more, or after 10 s: one that is launched while it still ends may never start
 * (VS Code 1.139).
 * @throws `signal.reason` on abort.
 */
export async function untilTaskEnds(origin: string, signal: AbortSignal): Promise<void> {
  const gone = new Gate('the task has ended');
  const look = (): void => {
    if (!vscode.tasks.taskExecutions.some(({ task }) => originOfTask(task) === origin)) gone.open();
  };
  const subscription = vscode.tasks.onDidEndTask(look);
  try {
    look();
    await atMost(END_LIMIT_MS, signal, (limited) => gone.wait(limited));
  } finally {
    subscription.dispose();
  }
}
