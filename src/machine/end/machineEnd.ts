import type { EndReport } from '../../api';
import type { ChildProcess } from '../../concurrency/childProcess';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TaskContext } from '../../concurrency/taskTree';
import { delay } from '../../concurrency/timeout';
import { attempt } from '../../log/attempt';
import type { Logger } from '../../log/logger';
import type { MachineDirectory } from '../machineDirectory';
import { endReport } from './endReport';
import type { Guard } from '../guard/client';
import { DRAIN_MS, lastBytes } from './lastBytes';
import { stopLadder } from './ladder';
import type { Owned } from './owned';
import type { QmpClient } from '../qmp/client';
import type { ResolvedMachine } from '../start/resolve';
import type { SerialThread } from '../services';
import type { OutputTail } from '../start/outputTail';
import type { StateTracker } from '../control/stateTracker';

export interface StopOptions {
  /** Everything is over within this many milliseconds; a guest's own power-down is left out then. */
  readonly budgetMs?: number;
  readonly skipPowerdown?: boolean;
}

/** Everything that has to end with a machine. */
export interface EndParts {
  readonly resolved: ResolvedMachine;
  readonly commandLine: readonly string[];
  readonly child: ChildProcess;
  readonly qmp: QmpClient;
  readonly serial: SerialThread;
  /** The group's hold on QEMU and on the serial thread. */
  readonly owned: { readonly qemu: Owned; readonly serial: Owned };
  readonly stderr: OutputTail;
  readonly directory: MachineDirectory;
  readonly guard: Guard;
  /** The machine's own group, and the one that this group is in. */
  readonly group: TaskGroup;
  readonly tasks: TaskGroup;
  readonly log: Logger;
  readonly qmpLog: Logger;
  readonly state: StateTracker;
  readonly socketPorts: boolean;
}

/**
 * The end of a machine, from whatever comes first: QEMU ends by itself, somebody stops it, the serial worker dies,
 * a task of the machine fails. Then, always in this order: QEMU's end, the last bytes, the worker, the directory,
 * the guard, the report.
 */
export class MachineEnd {
  /** Resolves when everything is gone. Never rejects. */
  readonly report: Promise<EndReport>;
  private reason: string | undefined;
  private drainMs = DRAIN_MS;

  constructor(
    private readonly parts: EndParts,
    private readonly onQemuEnd: () => void,
  ) {
    const { child, serial, owned, group, tasks, resolved } = parts;
    owned.qemu.endBy(() => {
      this.begin('closed');
      return child.stopped;
    });
    owned.serial.endBy(() => serial.stopped);
    group.onDidFail((error) => this.begin(error.message));
    void serial.stopped.then((death) => {
      if (death) this.begin(`its serial worker ended: ${death.message}`);
    });
    // In the outer group: it closes the machine's own.
    this.report = tasks.run(`end of ${resolved.name}`, (context) => this.follow(context));
  }

  /** The first call begins; a second one jumps to SIGTERM, or comes there in time where it has a budget. */
  stop(reason: string, options: StopOptions): void {
    if (this.reason === undefined) this.begin(reason, options);
    else if (options.budgetMs === undefined) void this.parts.child.stop(undefined, 'SIGTERM');
    else this.hurry(options.budgetMs);
  }

  /** The window closes while a stop is under way, as its terminals close first: `quit` is let finish, but not for long. */
  private hurry(budgetMs: number): void {
    const { child, group } = this.parts;
    const stepMs = budgetMs / 3;
    this.drainMs = Math.min(this.drainMs, budgetMs / 4);
    void group.run('hurry', async ({ signal }) => {
      for (const rung of ['SIGTERM', 'SIGKILL']) {
        await delay(stepMs, signal);
        void child.stop(undefined, rung);
      }
    });
  }

  private begin(reason: string, options: StopOptions = {}): void {
    const { child, qmp, state, socketPorts, resolved, log } = this.parts;
    if (this.reason !== undefined || child.exit) return;
    this.reason = reason;
    if (options.budgetMs !== undefined) this.drainMs = Math.min(DRAIN_MS, options.budgetMs / 4);
    const { stop } = resolved.config;
    const ladder = stopLadder(
      {
        child,
        qmp,
        socketPorts,
        guestRuns: state.model.state === 'running',
        ...stop,
        ...(options.skipPowerdown && { powerdownSeconds: 0 }),
      },
      options.budgetMs === undefined ? undefined : options.budgetMs - this.drainMs,
    );
    log.info(`stopping (${reason}): ${ladder.map(({ name }) => name).join(', ')}`);
    state.input({ kind: 'stopping', why: reason });
    void child.stop(ladder);
  }

  private async follow(context: TaskContext): Promise<EndReport> {
    const { child, state, log } = this.parts;
    const status = await context.waitFor('QEMU to end', child.stopped);
    this.onQemuEnd();
    const report = endReport({
      name: this.parts.resolved.name,
      status,
      shutdown: state.model.shutdown,
      requestedFor: this.reason,
      rung: child.lastRung,
      lastStderr: this.parts.stderr.last,
      commandLine: this.parts.commandLine,
    });
    const why = this.reason ?? report.shutdownReason ?? 'ended';
    state.input({ kind: 'stopping', why });
    await this.cleanUp(context);
    state.input({ kind: 'stopped', why });
    log.info(report.summary);
    return report;
  }

  private async cleanUp(context: TaskContext): Promise<void> {
    const { serial, directory, guard, group, child, log } = this.parts;
    await context.waitFor('the last bytes', lastBytes(serial, this.drainMs, log));
    const stopped = attempt('stop of the serial worker', log, () => serial.stop());
    await context.waitFor('the serial worker', stopped);
    await attempt('removal of the directory', log, () => directory.remove());
    await attempt('guard', log, () => guard.remove(child.pid));
    await attempt('tasks', log, () => group.close());
  }
}
