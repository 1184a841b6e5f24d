import * as vscode from 'vscode';
import { CancelledError, ChildAbortController, onAbort } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import type { Machine } from '../../machine/machine';
import { machineTask, type Presentation } from './machineTask';

/** Who waits for a launch. */
export interface LaunchWaiter {
  /** Cancels the launch. */
  readonly signal: AbortSignal;
  /** The editor has opened the terminal: from now on the start itself reports. */
  opened(): void;
  started(machine: Machine): void;
  failed(error: unknown): void;
}

/** A launch as the editor sees it. */
export interface LaunchTaskOptions extends Presentation {
  readonly title: string;
  readonly folder?: vscode.WorkspaceFolder;
  /**
   * Makes the terminal that starts the machine.
   * @param waiter Absent when the person runs the task again, with "Rerun Task": then nothing waits for it.
   */
  terminal(waiter: LaunchWaiter | undefined): vscode.Pseudoterminal;
}

/** The editor opens a task's terminal within a second or two. If it never does, the wait must end. In milliseconds. */
const OPEN_LIMIT_MS = 30_000;

/** A task of the editor that starts one machine, and the wait for that machine. */
export class LaunchTask {
  private subscription: Disposable | undefined;
  private limit: NodeJS.Timeout | undefined;

  constructor(private readonly options: LaunchTaskOptions) {}

  /**
   * Has the editor run the task.
   * @returns the machine that its terminal has started.
   * @throws what the terminal says; `signal.reason` on abort; an error when no terminal opens within 30 s.
   */
  async run(signal: AbortSignal): Promise<Machine> {
    signal.throwIfAborted();
    // A terminal that opens after all have given up finds this aborted, and starts nothing.
    const start = new ChildAbortController(signal);
    try {
      return await this.machine(start.signal, signal);
    } catch (error) {
      start.abort(new CancelledError());
      throw error;
    } finally {
      clearTimeout(this.limit);
      this.subscription?.dispose();
      start.dispose();
    }
  }

  private machine(start: AbortSignal, cancel: AbortSignal): Promise<Machine> {
    return new Promise<Machine>((resolve, reject) => {
      const waiter: LaunchWaiter = {
        signal: start,
        opened: () => clearTimeout(this.limit),
        started: (machine) => {
          if (start.aborted) void machine.stop();
          resolve(machine);
        },
        failed: reject,
      };
      this.subscription = onAbort(cancel, () => reject(cancel.reason as Error));
      this.limit = setTimeout(() => reject(new Error(noTerminal(this.options.title))), OPEN_LIMIT_MS);
      const { title } = this.options;
      const task = machineTask(title, this.options, this.execution(waiter));
      vscode.tasks.executeTask(task).then(undefined, reject);
    });
  }

  private execution(first: LaunchWaiter): vscode.CustomExecution {
    let waiting: LaunchWaiter | undefined = first;
    return new vscode.CustomExecution(() => {
      const waiter = waiting;
      waiting = undefined;
      return Promise.resolve(this.options.terminal(waiter));
    });
  }
}

function noTerminal(title: string): string {
  return vscode.l10n.t(
    'VS Code did not open a terminal for "{0}". If it is asking a question about tasks, answer it and launch again.',
    title,
  );
}
