import * as vscode from 'vscode';
import { messageOf } from '../../concurrency/messageOf';
import { CancelledError, ChildAbortController, isCancelled, onAbort } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { ResolvedConfiguration } from '../../config/resolved';
import type { MachineConfiguration } from '../../config/types';
import type { Logger } from '../../log/logger';
import type { Machine } from '../../machine/machine';
import { type MachineRegistry, StartError } from '../../machine/machineRegistry';
import type { StartOptions } from '../../machine/services';
import { withToken } from '../cancellation';
import { markTold } from '../errors';
import { type PreparedConfiguration, prepareConfiguration } from './launchConfiguration';
import { freeTitle } from './launchTitle';
import { MachineTerminal, type TerminalRun } from './machineTerminal';
import { machineTask, type Presentation } from './machineTask';
import type { PortTerminals } from '../terminal/portTerminals';
import { requireTrust } from '../trust';

export interface LaunchOptions extends StartOptions, Presentation {
  /** Where relative paths and `${workspaceFolder}` start; the first folder unless told. */
  readonly folder?: vscode.WorkspaceFolder;
}

/** Who waits for a start. */
interface Waiter {
  readonly signal: AbortSignal;
  /** The editor has opened the terminal: from now on the start itself is answerable. */
  opened(): void;
  started(machine: Machine): void;
  failed(error: unknown): void;
}

type StartArguments = Parameters<TerminalRun['start']>;

/** Makes the configuration ready once the terminal is there to tell what is wrong with it. */
type Prepare = () => PreparedConfiguration;

/** The editor opens a task's terminal within a second or two. When it never does, nobody must wait for ever. */
const OPEN_LIMIT_MS = 30_000;

/**
 * The one way in: every machine starts as a task, whoever asks for it, so that "Terminate Task", the terminal and
 * the exit code work for all of them alike.
 */
export class MachineLauncher {
  private swept: Promise<unknown> | undefined;
  /** Titles of launches under way: the editor takes two tasks of one name for the same task. */
  private readonly titles = new Set<string>();

  constructor(
    private readonly registry: MachineRegistry,
    private readonly terminals: PortTerminals,
    private readonly tasks: TaskGroup,
    private readonly log: Logger,
  ) {}

  /**
   * Starts a machine as a task of its own. Resolves when it runs, or waits before its first instruction where
   * `holdAtReset` says so.
   * @throws what the terminal tells, in the same words; a `CancelledError` when the token or the person cancelled.
   */
  async launch(
    config: MachineConfiguration,
    options: LaunchOptions = {},
    token?: vscode.CancellationToken,
  ): Promise<Machine> {
    requireTrust();
    return await this.underFreeTitle(config, token, (title, signal) => {
      const named = { ...config, name: title };
      return this.execute(title, () => prepareConfiguration(named, options.folder), options, signal);
    });
  }

  /** The same for a debug session, whose configuration has been decided already. @throws as `launch` does. */
  async launchResolved(
    config: ResolvedConfiguration,
    options: LaunchOptions,
    token: vscode.CancellationToken,
  ): Promise<Machine> {
    requireTrust();
    return await this.underFreeTitle(config, token, (title, signal) => {
      const prepared = { config: { ...config, name: title }, warnings: [] };
      return this.execute(title, () => prepared, options, signal);
    });
  }

  private async underFreeTitle(
    config: unknown,
    token: vscode.CancellationToken | undefined,
    launch: (title: string, signal: AbortSignal) => Promise<Machine>,
  ): Promise<Machine> {
    const title = freeTitle(config, this.titles);
    this.titles.add(title);
    try {
      return await withToken(token, this.tasks.signal, (signal) => launch(title, signal));
    } finally {
      this.titles.delete(title);
    }
  }

  /** What a task of tasks.json does: its terminal runs the machine that its definition describes. */
  execution(title: string, options: LaunchOptions): vscode.CustomExecution {
    return new vscode.CustomExecution((definition) =>
      Promise.resolve(this.terminal(title, () => prepareConfiguration(definition, options.folder), options)),
    );
  }

  private async execute(
    title: string,
    prepare: Prepare,
    options: LaunchOptions,
    signal: AbortSignal,
  ): Promise<Machine> {
    signal.throwIfAborted();
    // A terminal that comes when everybody has given up finds it aborted, and starts nothing.
    const start = new ChildAbortController(signal);
    let link: Disposable | undefined;
    let limit: NodeJS.Timeout | undefined;
    const started = new Promise<Machine>((resolve, reject) => {
      const waiter: Waiter = {
        signal: start.signal,
        opened: () => clearTimeout(limit),
        started: (machine) => {
          if (start.signal.aborted) void machine.stop();
          resolve(machine);
        },
        failed: reject,
      };
      link = onAbort(signal, () => reject(signal.reason as Error));
      limit = setTimeout(() => reject(new Error(noTerminal(title))), OPEN_LIMIT_MS);
      const task = machineTask(title, options, this.onceWaiting(title, prepare, options, waiter));
      vscode.tasks.executeTask(task).then(undefined, reject);
    });
    try {
      return await started;
    } catch (error) {
      start.abort(new CancelledError());
      throw error;
    } finally {
      clearTimeout(limit);
      link?.dispose();
      start.dispose();
    }
  }

  /** "Rerun Last Task" runs the same execution again, when nobody waits any more. */
  private onceWaiting(
    title: string,
    prepare: Prepare,
    options: LaunchOptions,
    waiter: Waiter,
  ): vscode.CustomExecution {
    let waiting: Waiter | undefined = waiter;
    return new vscode.CustomExecution(() => {
      const own = waiting;
      waiting = undefined;
      return Promise.resolve(this.terminal(title, prepare, options, own));
    });
  }

  private terminal(
    title: string,
    prepare: Prepare,
    options: LaunchOptions,
    waiter?: Waiter,
  ): vscode.Pseudoterminal {
    const run: TerminalRun = {
      title,
      focus: options.focus ?? false,
      start: async (...args) => {
        waiter?.opened();
        return await this.start(prepare, options, ...args);
      },
      started: (machine) => waiter?.started(machine),
      failed: (error) => {
        this.logFailure(title, error);
        markTold(error);
        waiter?.failed(error);
      },
    };
    return new MachineTerminal(run, this.tasks, this.terminals, waiter?.signal ?? this.tasks.signal).pty;
  }

  private async start(
    prepare: Prepare,
    { folder: _folder, reveal: _reveal, focus: _focus, ...options }: LaunchOptions,
    ...[signal, onProgress, onPrepared]: StartArguments
  ): Promise<Machine> {
    requireTrust();
    this.sweepOnce();
    const { config, warnings } = prepare();
    for (const warning of warnings) {
      this.log.warn(warning);
      onProgress(warning);
    }
    signal.throwIfAborted();
    return await this.registry.start(config, options, signal, onProgress, onPrepared);
  }

  /** The terminal says what happened; the log has the command line, too. */
  private logFailure(title: string, error: unknown): void {
    if (isCancelled(error)) {
      this.log.info(`the start of "${title}" was cancelled`);
      return;
    }
    this.log.error(`"${title}" did not start: ${messageOf(error)}`);
    if (error instanceof StartError && error.commandLine.length > 0) {
      this.log.info(`it was: ${error.commandLine.join(' ')}`);
    }
  }

  /** What a crash left behind is removed at the first launch or attach: activation reads no files. */
  sweepOnce(): void {
    this.swept ??= this.tasks.run('sweep', async ({ signal }) => {
      try {
        for (const path of await this.registry.sweep(signal))
          this.log.info(`removed ${path}, left by a crash`);
      } catch (error) {
        if (!isCancelled(error)) this.log.warn(`sweeping old directories: ${String(error)}`);
      }
    });
  }
}

function noTerminal(title: string): string {
  return vscode.l10n.t(
    'VS Code did not open a terminal for "{0}". Does it ask something about tasks? Answer that and launch again.',
    title,
  );
}
