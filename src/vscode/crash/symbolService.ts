import { type DebuggerFiles, guestFiles } from '../../machine/crash/guestFiles';
import { MachineSymbols } from '../../machine/crash/machineSymbols';
import type { Machine } from '../../machine/machine';
import { localFolders } from '../editor/localFolders';
import { currentSettings } from '../editor/settings';
import type { Services } from '../services';
import { resolvedIn } from '../sessions/resolvedIn';

/** The symbols of this window's machines: one object each, made when it is first asked for. */
export class SymbolService {
  private readonly known = new WeakMap<Machine, MachineSymbols>();
  /** Of the last session that had the machine. */
  private readonly debuggers = new WeakMap<Machine, DebuggerFiles>();

  constructor(private readonly services: Services) {}

  /** @throws `CancelledError` when the window closes. */
  of(machine: Machine): MachineSymbols {
    const known = this.known.get(machine);
    if (known && !known.isOver) return known;
    const made = new MachineSymbols({
      name: machine.name,
      tasks: this.services.tasks,
      exit: machine.exit,
      known: () => ({ machine: machine.config, debug: this.debuggerOf(machine), folders: localFolders() }),
      symbolizer: () => ({ program: configured(), searchPath: process.env['PATH'] ?? '' }),
      environment: process.env,
    });
    this.known.set(machine, made);
    return made;
  }

  /** What a debugger of the machine would have to be told about its symbols. */
  async debuggerFiles(machine: Machine): Promise<Partial<DebuggerFiles>> {
    const debug = this.debuggerOf(machine);
    const { program } = await guestFiles({ machine: machine.config, debug, folders: [] });
    return { ...debug, ...(program !== undefined && { program }) };
  }

  private debuggerOf(machine: Machine): DebuggerFiles | undefined {
    const session = this.services.debugging.of(machine);
    if (session) {
      const { cwd, program, symbolFiles, sourceMap } = resolvedIn(session.configuration);
      this.debuggers.set(machine, {
        cwd,
        ...(program !== undefined && { program }),
        ...(symbolFiles && { symbolFiles }),
        ...(sourceMap && { sourceMap }),
      });
    }
    return this.debuggers.get(machine);
  }
}

/** A workspace that is not trusted cannot set it: the editor keeps restricted settings from it. */
function configured(): string | undefined {
  return currentSettings().settings.symbolizer || undefined;
}
