import type * as vscode from 'vscode';
import { type DebuggerFiles, guestFiles, type KnownFiles } from '../../machine/crash/guestFiles';
import { KernelSlide } from '../../machine/crash/kernelSlide';
import { MachineSymbols } from '../../machine/crash/machineSymbols';
import type { Machine } from '../../machine/machine';
import { localFolders } from '../editor/localFolders';
import { currentSettings } from '../editor/settings';
import type { Services } from '../services';
import type { Guest } from '../sessions/guest';
import { resolvedIn } from '../sessions/resolvedIn';

/** What a guest brings along; the window's folders come to it. */
type GuestOwn = Omit<KnownFiles, 'folders'>;

/** The symbols of this window's machines: one object each, made when it is first asked for. */
export class SymbolService {
  private readonly known = new WeakMap<object, MachineSymbols>();
  /** Of the last session that had the machine. */
  private readonly debuggers = new WeakMap<Machine, DebuggerFiles>();

  constructor(private readonly services: Services) {}

  /** @throws `CancelledError` when the window closes. */
  of(machine: Machine): MachineSymbols {
    const files = (): GuestOwn => ({ machine: machine.config, debug: this.debuggerOf(machine) });
    return this.get(machine, files, this.services.launcher.folderOf(machine), machine);
  }

  /** The same for a guest that may be an external QEMU's. */
  ofGuest(guest: Guest): MachineSymbols {
    const { machine, session } = guest;
    if (machine) return this.of(machine);
    return this.get(guest, () => (session ? { debug: filesOf(session) } : {}), session?.workspaceFolder);
  }

  private get(
    guest: Pick<Guest, 'name' | 'exit'>,
    files: () => GuestOwn,
    folder: vscode.WorkspaceFolder | undefined,
    machine?: Machine,
  ): MachineSymbols {
    const known = this.known.get(guest);
    if (known && !known.isOver) return known;
    const made = new MachineSymbols({
      name: guest.name,
      tasks: this.services.tasks,
      exit: guest.exit,
      known: () => ({ ...files(), folders: localFolders() }),
      symbolizer: () => ({ program: configured(folder), searchPath: process.env['PATH'] ?? '' }),
      environment: process.env,
      ...(machine && { kernel: new KernelSlide(machine) }),
    });
    this.known.set(guest, made);
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
    if (session) this.debuggers.set(machine, filesOf(session));
    return this.debuggers.get(machine);
  }
}

function filesOf({ configuration }: vscode.DebugSession): DebuggerFiles {
  const { cwd, program, symbolFiles, sourceMap } = resolvedIn(configuration);
  return {
    cwd,
    ...(program !== undefined && { program }),
    ...(symbolFiles && { symbolFiles }),
    ...(sourceMap && { sourceMap }),
  };
}

/** A workspace that is not trusted cannot set it: the editor keeps restricted settings from it. */
function configured(folder: vscode.WorkspaceFolder | undefined): string | undefined {
  return currentSettings(folder).settings.symbolizer || undefined;
}
