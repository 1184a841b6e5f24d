import { Emitter } from '../concurrency/event';
import { NOTHING_TOLD, type ToldLoads } from '../symbols/loads/toldLoads';

/** What the ports of one machine have told about images in its memory. */
export class PortLoads {
  /** By port; the one that has told last comes last. */
  private readonly byPort = new Map<number, ToldLoads>();
  /** Ports that have told nothing since the machine was reset. */
  private readonly past = new Set<number>();
  private readonly change = new Emitter<ToldLoads>();
  readonly onDidChange = this.change.event;

  set(port: number, loads: ToldLoads): void {
    this.byPort.delete(port);
    this.byPort.set(port, loads);
    this.past.delete(port);
    this.change.fire(this.all);
  }

  /** As of what the worker has told of this port last: after a reset, too, since a crash before it may be told after it. */
  of(port: number): ToldLoads {
    return this.byPort.get(port) ?? NOTHING_TOLD;
  }

  /** The machine was reset: nothing is loaded. The worker says the same of each port when it has read so far. */
  reset(): void {
    const { loads, banner } = this.all;
    for (const port of this.byPort.keys()) this.past.add(port);
    if (loads.length > 0 || banner !== undefined) this.change.fire(NOTHING_TOLD);
  }

  /** Of all ports together, the newest last. */
  get all(): ToldLoads {
    const told = [...this.byPort].flatMap(([port, loads]) => (this.past.has(port) ? [] : [loads]));
    const banner = told.findLast((one) => one.banner !== undefined)?.banner;
    return { loads: told.flatMap(({ loads }) => loads), ...(banner !== undefined && { banner }) };
  }
}
