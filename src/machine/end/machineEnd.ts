import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskContext } from '../../concurrency/taskTree';
import { delay } from '../../concurrency/timeout';
import { attempt } from '../../log/attempt';
import type { StateTracker } from '../control/stateTracker';
import type { MachineParts } from '../machineParts';
import { endTree, TERM_MS } from '../processes/endTree';
import type { ProcessId } from '../processes/processIdentity';
import { treeMembers } from '../processes/processTree';
import { endReport, type EndReport } from './endReport';
import { LAST_BYTES, lastBytes } from './lastBytes';
import { stopLadder } from './ladder';

export interface StopOptions {
  /** Everything is over within this many milliseconds; a guest's own power-down is left out then. */
  readonly budgetMs?: number;
  readonly skipPowerdown?: boolean;
  /** Who ends it, if no person does: the field of its configuration. */
  readonly reason?: string;
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
  /** The processes of a wrapper that were found while the machine ran; empty when there is none. */
  private readonly known: Promise<readonly ProcessId[]>[] = [];
  private limits = LAST_BYTES;
  /** From SIGTERM to SIGKILL for what a wrapper has left, in milliseconds. */
  private termMs = TERM_MS;

  constructor(
    private readonly parts: MachineParts,
    private readonly state: StateTracker,
    private readonly onQemuEnd: () => void,
    /** Takes what is left, before the directory goes. */
    private readonly leave: (report: EndReport) => Promise<void>,
  ) {
    const { qemu, serial, context, plan } = parts;
    qemu.stopper.replace(() => {
      this.begin('closed');
      return qemu.process.child.stopped;
    });
    serial.stopper.replace(() => {
      this.begin('closed');
      return serial.thread.stopped;
    });
    context.group.onDidFail((error) => this.begin(error.message));
    void serial.thread.stopped.then((death) => {
      if (death) this.begin(l10n.t('its serial worker ended: {0}', death.message));
    });
    serial.attached.catch((error: unknown) => this.begin(messageOf(error)));
    this.look();
    // In the outer group: it closes the machine's own.
    this.report = context.tasks.run(`end of ${plan.resolved.name}`, (task) => this.follow(task));
  }

  /** The first call begins; a second one jumps to SIGTERM, or gets there in time if it has a budget. */
  stop(reason: string, options: StopOptions): void {
    if (this.reason === undefined) this.begin(reason, options);
    else if (options.budgetMs === undefined) void this.parts.qemu.process.child.stop(undefined, 'SIGTERM');
    else this.hurry(options.budgetMs);
  }

  /** The window closes while a stop is under way, as its terminals close first: `quit` is let finish, but not for long. */
  private hurry(budgetMs: number): void {
    const { qemu, context } = this.parts;
    const stepMs = budgetMs / 3;
    this.keepTo(budgetMs);
    void context.group.run('hurry', async ({ signal }) => {
      for (const rung of ['SIGTERM', 'SIGKILL']) {
        await delay(stepMs, signal);
        void qemu.process.child.stop(undefined, rung);
      }
    });
  }

  /** What follows QEMU's end gets a quarter of a budget. */
  private keepTo(budgetMs: number): void {
    const { bootMs, drainMs, readMs } = this.limits;
    this.limits = {
      bootMs: Math.min(bootMs, budgetMs / 8),
      drainMs: Math.min(drainMs, budgetMs / 8),
      readMs: Math.min(readMs, budgetMs / 8),
    };
    this.termMs = Math.min(this.termMs, budgetMs / 8);
  }

  private begin(reason: string, options: StopOptions = {}): void {
    const { qemu, serial, plan, context } = this.parts;
    const { child } = qemu.process;
    if (this.reason !== undefined || child.exit) return;
    this.reason = reason;
    if (options.budgetMs !== undefined) this.keepTo(options.budgetMs);
    const { stop } = plan.resolved.config;
    const ladder = stopLadder(
      {
        child,
        qmp: qemu.qmp,
        socketPorts: serial.usesSockets,
        guestRuns: this.state.model.state === 'running',
        ...stop,
        ...(options.skipPowerdown && { powerdownSeconds: 0 }),
      },
      options.budgetMs === undefined
        ? undefined
        : options.budgetMs - this.limits.drainMs - this.limits.readMs,
    );
    context.log.info(`stopping (${reason}): ${ladder.map(({ name }) => name).join(', ')}`);
    this.state.input({ kind: 'stopping', why: reason });
    this.look();
    void child.stop(ladder);
  }

  /**
   * Takes note of a wrapper's processes while their parents run: one that leaves its session, its environment and its
   * files behind cannot be found afterwards.
   */
  private look(): void {
    const { qemu, place } = this.parts;
    if (!qemu.process.isWrapped) return;
    const tree = { directory: place.directory.path, leader: qemu.process.leader };
    this.known.push(treeMembers(tree).catch(() => []));
  }

  private async follow(task: TaskContext): Promise<EndReport> {
    const { qemu, plan, context } = this.parts;
    const { child, stderr, command } = qemu.process;
    const status = await task.waitFor('QEMU to end', child.stopped);
    this.onQemuEnd();
    const report = endReport({
      name: plan.resolved.name,
      success: plan.resolved.config.success,
      status,
      shutdown: this.state.model.shutdown,
      requestedFor: this.reason,
      rung: child.lastRung,
      lastStderr: stderr.last,
      commandLine: command,
    });
    const why = this.reason ?? report.shutdownReason ?? 'ended';
    this.state.input({ kind: 'stopping', why });
    const whole = await this.cleanUp(task, report);
    this.state.input({ kind: 'stopped', why });
    context.log.info(report.summary);
    return whole;
  }

  /** @returns the report with what is known only now. */
  private async cleanUp(task: TaskContext, ended: EndReport): Promise<EndReport> {
    const { place, qemu, serial, context } = this.parts;
    const { log, group } = context;
    const tree = {
      directory: place.directory.path,
      leader: qemu.process.leader,
      known: (await Promise.all(this.known)).flat(),
    };
    const treeEnds = attempt('end of the process tree', log, () => endTree(tree, log, this.termMs));
    const leftovers = task.waitFor('the processes that QEMU or its wrapper has left', treeEnds);
    // What a wrapper has left running may still write some bytes.
    if (this.known.length > 0) await leftovers;
    const unread = await task.waitFor('the last bytes', lastBytes(serial.thread, this.limits, log));
    const report = { ...ended, ...(unread !== undefined && { unread }) };
    const stopped = attempt('stop of the serial worker', log, () => serial.thread.stop());
    await task.waitFor('the serial worker', stopped);
    await leftovers;
    await attempt('keeping the run', log, () => this.leave(report));
    await attempt('removal of the directory', log, () => place.directory.remove());
    await attempt('guard', log, () => place.releaseGuard());
    await attempt('tasks', log, () => group.close());
    return report;
  }
}
