import { messageOf } from '../../concurrency/messageOf';
import { MachineCoverage, type MachineRan } from '../../harness/coverage/machineCoverage';
import type { Machine } from '../../machine/machine';
import type { Services } from '../services';
import { SymbolService } from '../symbols/symbolService';

/** A machine of this window whose coverage is read. */
export interface FollowedMachine {
  readonly machine: Machine;
  /** The part of the run that the person's last mark has begun. */
  lastMark: number | undefined;
  mark(signal: AbortSignal): Promise<number>;
  read(signal: AbortSignal): Promise<MachineRan>;
  /** As `MachineCoverage.partOffsets`. @param port Its name. */
  partOffsets(port: string, signal: AbortSignal): Promise<readonly number[] | undefined>;
}

/**
 * The machines with `coverage`: those that run, and the one that ended last, of which a person may want to know until another
 * machine starts.
 */
export class FollowedMachines {
  private readonly known = new WeakSet<Machine>();
  private readonly followed = new Map<Machine, FollowedMachine>();
  private readonly symbols: SymbolService;
  private lastEnded: { readonly machine: Machine; readonly coverage: MachineCoverage } | undefined;

  constructor(private readonly services: Services) {
    this.symbols = new SymbolService(services);
  }

  /** The latest first. */
  get all(): readonly FollowedMachine[] {
    return [...this.followed.values()].reverse();
  }

  of(machine: Machine): FollowedMachine | undefined {
    return this.followed.get(machine);
  }

  /** Begins to read those that are new. To be called before their guests run. */
  follow(): void {
    for (const machine of this.services.registry.machines) {
      if (this.known.has(machine)) continue;
      this.known.add(machine);
      this.forgetEnded();
      if (machine.config.coverage) this.tryToBegin(machine);
    }
  }

  private tryToBegin(machine: Machine): void {
    try {
      this.begin(machine);
    } catch (error) {
      machine.tell(messageOf(error), true);
    }
  }

  private begin(machine: Machine): void {
    const { context, tasks } = this.services;
    const coverage = new MachineCoverage(machine, context.asAbsolutePath('dist/coverageWorker.js'), tasks);
    this.followed.set(machine, {
      machine,
      lastMark: undefined,
      mark: (signal) => coverage.mark(signal),
      read: (signal) => coverage.read(this.symbols.of(machine), signal),
      partOffsets: (name, signal) =>
        coverage.partOffsets(
          machine.ports.findIndex((port) => port.name === name),
          signal,
        ),
    });
    void machine.exit.then(() => {
      this.forgetEnded();
      this.lastEnded = { machine, coverage };
    });
  }

  /** The next machine ends what is kept of the last one, as it does in terminals: a thread is behind it. */
  private forgetEnded(): void {
    const ended = this.lastEnded;
    if (!ended) return;
    this.lastEnded = undefined;
    this.followed.delete(ended.machine);
    void this.services.tasks.run('end of a coverage thread', () => ended.coverage.stop());
  }
}
