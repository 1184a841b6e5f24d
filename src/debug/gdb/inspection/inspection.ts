import type { Handlers } from '../../session/requests';
import type { DebugTarget } from '../../target/target';
import type { GuestControl } from '../gdbLink';
import { DebugConsole } from './console';
import { faultsOf } from './faults';
import { Frames } from './frames';
import { Memory } from './memory';
import type { ProcessorModes } from './processorModes';
import { Sources } from './sources';
import { Stack } from './stack';
import { Variables } from './variables/variables';

/** What there is to see while the guest is stopped: stacks, variables, registers, memory, instructions. */
export class Inspection {
  private readonly frames = new Frames();
  private readonly sources = new Sources();
  private readonly variables: Variables;
  readonly handlers: Handlers;

  /**
   * @param program The ELF file that is debugged.
   * @param modes What the processors are doing, as the machine says.
   * @param target The machine, once there is one.
   */
  constructor(
    link: GuestControl,
    program: string | undefined,
    modes: ProcessorModes,
    target: () => DebugTarget | undefined,
  ) {
    const { frames, sources } = this;
    this.variables = new Variables(link, frames, program, faultsOf(target));
    this.handlers = {
      ...new Stack(link, frames, modes, sources).handlers,
      ...this.variables.handlers,
      ...new Memory(link, modes, sources).handlers,
      ...new DebugConsole(link, frames, this.variables, target).handlers,
    };
  }

  /** MI options for a frame, or none. @throws for a frame of an earlier stop. */
  place(frameId: number | undefined): string {
    return this.frames.place(frameId);
  }

  /** The expression for something that was listed; undefined for registers and what a pretty-printer made up. */
  expressionOf(reference: number, name: string): string | undefined {
    return this.variables.expressionOf(reference, name);
  }

  /** The guest has gone on: what the editor knows of its last stop is over. */
  forget(): void {
    this.frames.clear();
    this.sources.forget();
    this.variables.clear();
  }
}
