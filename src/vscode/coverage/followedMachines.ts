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
}

/** The machines with `coverage`: those that run, and the one that ended last, of which a person may still want to know. */
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
      if (!machine.config.coverage || this.known.has(machine)) continue;
      this.known.add(machine);
      try {
        this.begin(machine);
      } catch (error) {
        machine.tell(error instanceof Error ? error.message : String(error), true);
      }
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
    });
    void machine.exit.then(() => this.keepOnly(machine, coverage));
  }

  /** A thread for each machine that has ever run would be too many. */
  private async keepOnly(machine: Machine, coverage: MachineCoverage): Promise<void> {
    const before = this.lastEnded;
    this.lastEnded = { machine, coverage };
    if (!before) return;
    this.followed.delete(before.machine);
    await before.coverage.stop();
  }
}
