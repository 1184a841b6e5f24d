import { randomUUID } from 'node:crypto';
import { CancelledError, ChildAbortController, isCancelled, onAbort } from '../concurrency/abort';
import { Emitter } from '../concurrency/event';
import { Semaphore } from '../concurrency/semaphore';
import type { ResolvedConfiguration } from '../config/resolved';
import { chosenBase } from './directory/baseDirectory';
import { sweepDirectory } from './directory/sweep';
import { Guard } from './guard/guard';
import type { Machine } from './machine';
import type { KeepRun } from './runs/endedRun';
import type { FindKept } from './runs/keptOutput';
import { FeatureProbe } from './command/featureProbe';
import { QmpClosedError } from './qmp/client';
import { resolveMachine } from './command/resolve';
import type { MachineServices, StartOptions } from './services';
import { boot } from './start/boot';
import type { BootRequest } from './start/bootRequest';
import { asStartError } from './errors/startErrors';
import { type StartWatcher, withSignal } from './startWatcher';

export { StartError } from './errors/startErrors';
export type { MachineServices, MachineSettings, StartOptions } from './services';
export type { StartWatcher } from './startWatcher';

/** All machines of this window: the one way to start one, and what stops them all. */
export class MachineRegistry {
  private readonly running = new Map<string, Machine>();
  private readonly changed = new Emitter<void>();
  private readonly probe: FeatureProbe;
  /** One for each base directory, which is one unless the setting has changed. */
  private readonly guards = new Map<string, Guard>();
  private readonly starting: Semaphore;
  /** What is starting: how to cancel it, and a promise for when it runs or nothing of it is left. */
  private readonly starts = new Map<AbortController, Promise<unknown>>();

  /** Fires when a machine has started and when one has ended. */
  readonly onDidChange = this.changed.event;

  /** Takes what each machine that starts from now on leaves at its end; absent: nothing is kept. */
  keepRun: KeepRun | undefined;
  /** Finds what was kept of a machine that has ended. */
  findKept: FindKept | undefined;

  constructor(private readonly services: MachineServices) {
    const { tasks, log, memory, settings } = services;
    this.probe = new FeatureProbe(tasks, log.from('probe'), memory);
    this.starting = new Semaphore('machines starting', Math.max(1, settings().maxMachinesStarting));
  }

  /** Those that have not ended. */
  get machines(): readonly Machine[] {
    return [...this.running.values()];
  }

  /** The machine with this id, or those with this name: tasks of two folders may have the same one. */
  find(idOrName: string): readonly Machine[] {
    const machine = this.running.get(idOrName);
    return machine ? [machine] : this.machines.filter(({ name }) => name === idOrName);
  }

  /**
   * Starts a machine and resolves when its guest runs, or is held for a debugger.
   * @throws {StartError} that says what happened and what to do; `signal.reason` on abort. Nothing is left then.
   */
  async start(config: ResolvedConfiguration, options: StartOptions, watcher: StartWatcher): Promise<Machine> {
    watcher.signal.throwIfAborted();
    const controller = new ChildAbortController(watcher.signal);
    const start = this.startOne(config, options, withSignal(watcher, controller.signal)).catch(
      (error: unknown) => {
        // What a person reads must be a start error, even if a file or a port could not be made.
        throw isCancelled(error) || controller.signal.aborted ? error : asStartError(error);
      },
    );
    this.starts.set(controller, start);
    try {
      return await start;
    } finally {
      this.starts.delete(controller);
      controller.dispose();
    }
  }

  /** Ends all machines, also those that are starting, within this many milliseconds. For `deactivate()`. */
  async stopAll(budgetMs: number): Promise<void> {
    const starts = [...this.starts.values()];
    for (const start of this.starts.keys()) start.abort(new CancelledError('all machines are stopped'));
    await Promise.allSettled([...starts, ...this.machines.map((machine) => machine.stop({ budgetMs }))]);
  }

  /** Removes what crashed windows have left. @returns the directories that were removed. */
  async sweep(signal: AbortSignal): Promise<string[]> {
    const base = await chosenBase(this.services.settings().baseDirectory);
    return await sweepDirectory(base, this.services.log.from('sweep'), signal);
  }

  private async startOne(
    config: ResolvedConfiguration,
    options: StartOptions,
    watcher: StartWatcher,
  ): Promise<Machine> {
    const { services, probe } = this;
    const settings = options.settings ?? services.settings();
    const [resolved, base] = await Promise.all([
      resolveMachine(config, options.image),
      chosenBase(settings.baseDirectory),
    ]);
    watcher.signal.throwIfAborted();
    // Nobody's name.
    const id = randomUUID();
    const group = services.tasks.group(`machine ${resolved.name}`);
    const request: BootRequest = {
      id,
      resolved,
      options,
      settings,
      group,
      probe,
      guard: this.guardOf(base),
      base,
      services,
      keepRun: this.keepRun,
      progress: (text) => watcher.progress?.(text),
    };
    const machine = await this.inTurn(request, watcher.signal).catch(async (error: unknown) => {
      await group.close();
      throw error;
    });
    const hold = options.holdAtReset ?? machine.config.startsPaused;
    await this.begin(machine, hold, watcher);
    return machine;
  }

  /** Boots as a task of the machine's group, when it is its turn; cancelled by the signal or with the group. */
  private async inTurn(request: BootRequest, signal: AbortSignal): Promise<Machine> {
    const { group, progress } = request;
    const controller = new ChildAbortController(group.signal);
    const subscription = onAbort(signal, () => controller.abort(signal.reason));
    try {
      return await group.run('boot', async (context) => {
        if (this.starting.available === 0) progress('Waiting for other machines to start');
        const turn = this.starting.acquire(controller.signal);
        const release = await context.waitFor('other machines to start', turn);
        return await boot(request, controller.signal).finally(release);
      });
    } finally {
      subscription.dispose();
      controller.dispose();
    }
  }

  /** A guest may end QEMU with its first instructions; that is an end of the machine, not a failed start. */
  private async begin(machine: Machine, hold: boolean, watcher: StartWatcher): Promise<void> {
    try {
      watcher.prepared?.(machine);
      this.add(machine);
      await machine.begin(hold, watcher.signal);
    } catch (error) {
      if (error instanceof QmpClosedError) return;
      await machine.stop({ skipPowerdown: true });
      throw error;
    }
  }

  private guardOf(base: string): Guard {
    const { tasks, log, guardCommand, guardFile } = this.services;
    const known = this.guards.get(base);
    const guard =
      known ?? new Guard(tasks, log.from('guard'), guardCommand ?? [process.execPath], guardFile, base);
    this.guards.set(base, guard);
    return guard;
  }

  private add(machine: Machine): void {
    this.running.set(machine.id, machine);
    this.changed.fire();
    void machine.exit.then(() => {
      this.running.delete(machine.id);
      this.changed.fire();
    });
  }
}
