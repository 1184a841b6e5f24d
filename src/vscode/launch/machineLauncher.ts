import * as vscode from 'vscode';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { ResolvedConfiguration } from '../../config/resolved';
import { hasRun } from '../../config/validation/validate';
import type { MachineConfiguration } from '../../config/types';
import type { Logger } from '../../log/logger';
import type { Machine } from '../../machine/machine';
import { type MachineRegistry, StartError, type StartWatcher } from '../../machine/machineRegistry';
import type { StartOptions } from '../../machine/services';
import { withToken } from '../editor/cancellation';
import { markShown, offerInstall } from '../editor/errors';
import { currentSettings } from '../editor/settings';
import { originOf, originOfTask } from '../editor/taskOrigin';
import { type PreparedConfiguration, prepareConfiguration } from './launchConfiguration';
import type { LaunchedRun, LaunchFollower, PlanRun } from './launchedRun';
import { LaunchTask, type LaunchWaiter } from './launchTask';
import { nameOf } from '../../config/names';
import { freeTitle } from './launchTitle';
import { MachineTerminal, type StartedRun, type TerminalRun } from './machineTerminal';
import type { Presentation } from './machineTask';
import { untilTaskEnds } from './taskEnd';
import type { WrittenTask } from './writtenTask';
import type { PortTerminals } from '../terminal/portTerminals';
import { requireTrust } from '../editor/trust';

export interface LaunchOptions {
  /** Where relative paths and `${workspaceFolder}` start; the first folder by default. */
  readonly folder?: vscode.WorkspaceFolder;
  /** How its terminal appears. */
  readonly presentation?: Presentation;
  /** What a debugger asks of the start. */
  readonly start?: StartOptions;
  /** Takes the steps and reads the tests of the configuration, and tells of them. */
  readonly follower?: LaunchFollower;
}

/** A task of tasks.json, or one that is offered beside them. */
export interface MachineTask {
  readonly name: string;
  readonly folder?: vscode.WorkspaceFolder | undefined;
  /** The definition, including what the editor dropped, and the file that it is from. */
  complete(definition: vscode.TaskDefinition): WrittenTask;
}

/** What a terminal is to start. */
interface Launch {
  /** The name of the machine. */
  readonly title: string;
  /** What it is launched from: the same task launched again has the same. */
  readonly origin: string;
  /** Where the configuration is written, absolute; undefined when it is in no file. */
  readonly file?: string | undefined;
  /** Whether what it comes to is judged. */
  readonly isJudged?: boolean;
  /** Makes the configuration ready, once the terminal is there to show what is wrong with it. */
  readonly prepare: (options: LaunchOptions) => PreparedConfiguration;
  readonly options: LaunchOptions;
  /** The editor's task, when the editor runs it by itself. */
  readonly task?: vscode.Task | undefined;
}

/**
 * The one way in: every machine starts as a task, no matter who asks for it, so that "Terminate Task", the terminal and
 * the exit code work for all of them alike.
 */
export class MachineLauncher {
  /** What knows steps and tests sets it: it is in a bundle of its own. */
  planRun: PlanRun | undefined;
  private swept: Promise<unknown> | undefined;
  /** Titles of launches under way: the editor takes two tasks with one name for the same task. */
  private readonly titles = new Set<string>();
  /** Origins of tasks whose next terminal takes the focus. */
  private readonly focusNext = new Set<string>();
  private readonly launches = new WeakMap<Machine, Launch>();

  constructor(
    private readonly registry: MachineRegistry,
    private readonly terminals: PortTerminals,
    private readonly tasks: TaskGroup,
    private readonly log: Logger,
  ) {}

  /**
   * Starts a machine as a task of its own. Resolves when it runs, or waits before its first instruction if
   * `holdAtReset` says so.
   * @throws what the terminal says, in the same words; a `CancelledError` when the token or the person cancelled.
   */
  async launch(
    config: MachineConfiguration,
    options: LaunchOptions = {},
    token?: vscode.CancellationToken,
  ): Promise<Machine> {
    requireTrust();
    const title = freeTitle(config, this.titles);
    const isJudged = options.follower !== undefined;
    const prepare = ({ follower }: LaunchOptions): PreparedConfiguration =>
      prepareConfiguration(
        { ...config, name: title },
        options.folder,
        isJudged ? { plan: this.planRun, follower } : undefined,
      );
    const origin = originOf(options.folder, title);
    return await this.run({ title, origin, prepare, options, isJudged }, token);
  }

  /** The same for a debug session, whose configuration has been decided already. @throws as `launch` does. */
  async launchResolved(
    config: ResolvedConfiguration,
    options: LaunchOptions,
    token?: vscode.CancellationToken,
  ): Promise<Machine> {
    requireTrust();
    const title = freeTitle(config, this.titles);
    const prepare = (): PreparedConfiguration => ({
      config: { ...config, name: title },
      settings: currentSettings(options.folder).machine,
      warnings: [],
    });
    const origin = originOf(options.folder, title);
    return await this.run({ title, origin, prepare, options }, token);
  }

  /** The folder that a machine was launched for, and whose settings count for it; undefined if for no certain one. */
  folderOf(machine: Machine): vscode.WorkspaceFolder | undefined {
    return this.launches.get(machine)?.options.folder;
  }

  /** What a task that the editor runs by itself does. */
  execution(task: MachineTask): vscode.CustomExecution {
    const { name, folder } = task;
    const options = { ...(folder && { folder }) };
    return new vscode.CustomExecution((definition) => {
      const { written, file } = task.complete(definition);
      // The task's name is what its tab shows.
      const named = { ...written, name: nameIn(written) ?? name };
      const prepare = (): PreparedConfiguration =>
        prepareConfiguration(named, folder, { plan: this.planRun });
      const title = nameOf(named);
      const origin = originOf(folder, name);
      const running = vscode.tasks.taskExecutions.find((one) => originOfTask(one.task) === origin);
      const isJudged = hasRun(named);
      const launch = { title, origin, file, prepare, options, isJudged, task: running?.task };
      return Promise.resolve(this.terminal(launch));
    });
  }

  /** Has the editor run a task that a person chose from a list, and wants to type into next. */
  async executeTask(task: vscode.Task): Promise<void> {
    this.focusNext.add(originOfTask(task));
    await vscode.tasks.executeTask(task);
  }

  /**
   * Launches once more what a machine that has ended was launched from, as it is written by now. Its task may still be ending.
   * @throws as `launch` does; `signal.reason` on abort.
   */
  async launchAgain(machine: Machine, signal: AbortSignal): Promise<void> {
    requireTrust();
    const launch = this.launches.get(machine);
    if (!launch) throw new Error(vscode.l10n.t('"{0}" was not launched by this window.', machine.name));
    await untilTaskEnds(launch.origin, signal);
    if (launch.task) await this.executeTask(launch.task);
    else await this.run(forItsOwnSake(launch), undefined);
  }

  /** Resolves when the task of a machine that has ended has ended, too, or after 10 s. @throws `signal.reason` on abort. */
  async untilTaskEnds(machine: Machine, signal: AbortSignal): Promise<void> {
    const launch = this.launches.get(machine);
    if (launch) await untilTaskEnds(launch.origin, signal);
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

  private async run(launch: Launch, token: vscode.CancellationToken | undefined): Promise<Machine> {
    this.titles.add(launch.title);
    try {
      return await withToken(token, this.tasks.signal, (signal) => this.asTask(launch).run(signal));
    } finally {
      this.titles.delete(launch.title);
    }
  }

  private asTask(launch: Launch): LaunchTask {
    const { folder, presentation } = launch.options;
    return new LaunchTask({
      title: launch.title,
      ...presentation,
      ...(folder && { folder }),
      terminal: (waiter) => this.terminal(waiter ? launch : forItsOwnSake(launch), waiter),
    });
  }

  private terminal(launch: Launch, waiter?: LaunchWaiter): vscode.Pseudoterminal {
    const { title } = launch;
    const takeFocus = this.focusNext.delete(launch.origin);
    let prepared: PreparedConfiguration | undefined;
    const run: TerminalRun = {
      title,
      origin: launch.origin,
      file: launch.file,
      focus: takeFocus || (launch.options.presentation?.focus ?? false),
      takeFocus,
      isJudged: launch.isJudged ?? false,
      start: async (watcher) => {
        waiter?.opened();
        requireTrust();
        // Once for all machines that are tried.
        prepared ??= this.prepared(launch, watcher);
        return await this.start(launch, prepared, watcher);
      },
      started: (machine) => waiter?.started(machine),
      failed: (error) => {
        this.logFailure(title, error);
        markShown(error);
        // A debug session has a dialog of its own.
        if (!launch.options.start) void offerInstall(error);
        waiter?.failed(error);
        launch.options.follower?.failed(error);
      },
    };
    return new MachineTerminal(run, this.tasks, this.terminals, waiter?.signal ?? this.tasks.signal).pty;
  }

  private prepared({ prepare, options }: Launch, watcher: StartWatcher): PreparedConfiguration {
    this.sweepOnce();
    const prepared = prepare(options);
    for (const warning of prepared.warnings) {
      this.log.warn(warning);
      watcher.progress?.(warning);
    }
    return prepared;
  }

  private async start(
    launch: Launch,
    { config, settings, begin }: PreparedConfiguration,
    watcher: StartWatcher,
  ): Promise<StartedRun> {
    let run: LaunchedRun | undefined;
    const options = { ...launch.options.start, settings };
    const prepared = (machine: Machine): void => {
      // Who is told of it may ask for its folder at once.
      this.launches.set(machine, launch);
      run = begin?.(machine, (text) => watcher.progress?.(text));
      watcher.prepared?.(machine);
    };
    try {
      const machine = await this.registry.start(config, options, { ...watcher, prepared });
      return { machine, verdict: run?.judge() };
    } catch (error) {
      run?.abandon();
      throw error;
    }
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
}

/**
 * The same machine for its own sake. What a debugger asked of the first run (to be held, to be stopped at a crash, a
 * recording) would leave a machine that is run again without that debugger paused for ever; who has followed the first run has
 * what it came to.
 */
function forItsOwnSake({ options, ...launch }: Launch): Launch {
  const { start: _, follower: __, ...kept } = options;
  return { ...launch, options: kept };
}

function nameIn({ name }: Readonly<Record<string, unknown>>): unknown {
  return typeof name === 'string' && name.trim() === '' ? undefined : name;
}
