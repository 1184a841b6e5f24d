import { CancelledError, ChildAbortController, onAbort } from '../concurrency/abort';
import { Emitter } from '../concurrency/event';
import { Semaphore } from '../concurrency/semaphore';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { MachineConfiguration } from '../config/types';
import { baseDirectory } from './directory';
import { Guard } from './guard/client';
import type { Machine } from './machine';
import { FeatureProbe } from './probe';
import { QmpClosedError } from './qmp/client';
import { resolveMachine } from './resolve';
import type { MachineServices, StartOptions } from './services';
import { startMachine } from './start';
import { sweepDirectory } from './sweep';

export { StartError } from './startErrors';
export type { MachineServices, MachineSettings, StartOptions } from './services';

/** All machines of this window: the one way to start one, and what stops them all. */
export class MachineRegistry {
  private readonly running = new Map<string, Machine>();
  private readonly changed = new Emitter<void>();
  private readonly probe = new FeatureProbe();
  private readonly guard: Guard;
  private readonly starting: Semaphore;
  /** What is starting: how to cancel it, and when nothing of it is left or it runs. */
  private readonly starts = new Map<AbortController, Promise<unknown>>();
  private lastNumber = 0;

  /** Fires when a machine has started and when one has ended. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly services: MachineServices) {
    const { tasks, log, guardCommand, guardFile, settings } = services;
    this.guard = new Guard(tasks, log.from('guard'), guardCommand ?? [process.execPath], guardFile);
    this.starting = new Semaphore('machines starting', Math.max(1, settings().maxMachinesStarting));
  }

  /** Those that have not ended. */
  get machines(): readonly Machine[] {
    return [...this.running.values()];
  }

  /**
   * Starts a machine and resolves when its guest runs, or is held for a debugger.
   * @param config Validated, with variables substituted.
   * @param onProgress Is told what is being waited for, for people.
   * @param onPrepared Is given the machine before its guest runs: a terminal that is opened in it shows the end of
   * a guest, too, that ends at once.
   * @throws {StartError} that says what happened and what to do; `signal.reason` on abort. Nothing is left then.
   */
  async start(
    config: MachineConfiguration,
    options: StartOptions,
    signal: AbortSignal,
    onProgress: (text: string) => void = () => undefined,
    onPrepared: (machine: Machine) => void = () => undefined,
  ): Promise<Machine> {
    signal.throwIfAborted();
    const settings = this.services.settings();
    const resolved = await resolveMachine(config, settings.defaults);
    const id = `${resolved.name}-${++this.lastNumber}`;
    const group = this.services.tasks.group(`machine ${resolved.name}`);
    const work = (joined: AbortSignal): Promise<Machine> =>
      startMachine(
        {
          id,
          resolved,
          options,
          settings,
          group,
          probe: this.probe,
          guard: this.guard,
          services: this.services,
          progress: onProgress,
        },
        joined,
      );
    const machine = await this.inTurn(group, signal, onProgress, work).catch(async (error: unknown) => {
      await group.close();
      throw error;
    });
    onPrepared(machine);
    await this.begin(machine, options.holdAtReset ?? false, signal);
    this.add(machine);
    return machine;
  }

  /** Ends all machines, also those that are starting, within this many milliseconds. For `deactivate()`. */
  async stopAll(budgetMs: number): Promise<void> {
    const starts = [...this.starts.values()];
    for (const start of this.starts.keys()) start.abort(new CancelledError('all machines are stopped'));
    await Promise.allSettled([...starts, ...this.machines.map((machine) => machine.stop({ budgetMs }))]);
  }

  /** Removes what crashed windows have left. @returns the directories that were removed. */
  async sweep(signal: AbortSignal): Promise<string[]> {
    const base = this.services.settings().baseDirectory ?? (await baseDirectory());
    return await sweepDirectory(base, this.services.log.from('sweep'), signal);
  }

  /** As a task of the machine's group, when it is its turn; cancelled by the caller, by `stopAll`, or with the group. */
  private async inTurn(
    group: TaskGroup,
    signal: AbortSignal,
    onProgress: (text: string) => void,
    work: (signal: AbortSignal) => Promise<Machine>,
  ): Promise<Machine> {
    const controller = new ChildAbortController(group.signal);
    const link = onAbort(signal, () => controller.abort(signal.reason));
    const start = group.run('start', async (context) => {
      if (this.starting.available === 0) onProgress('Waiting for other machines to start');
      const release = await context.waitFor(
        'other machines to start',
        this.starting.acquire(controller.signal),
      );
      return await work(controller.signal).finally(release);
    });
    this.starts.set(controller, start);
    try {
      return await start;
    } finally {
      this.starts.delete(controller);
      link.dispose();
      controller.dispose();
    }
  }

  /** A guest may end QEMU with its first instructions; that is an end of the machine, not a failed start. */
  private async begin(machine: Machine, hold: boolean, signal: AbortSignal): Promise<void> {
    try {
      await machine.begin(hold, signal);
    } catch (error) {
      if (error instanceof QmpClosedError) return;
      await machine.stop({ skipPowerdown: true });
      throw error;
    }
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
