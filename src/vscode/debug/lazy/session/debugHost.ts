import * as vscode from 'vscode';
import { CancelledError, onAbort } from '../../../../concurrency/abort';
import type { Disposable } from '../../../../concurrency/event';
import type { TaskGroup } from '../../../../concurrency/taskGroup';
import { atMost } from '../../../../concurrency/timeout';
import type { ResolvedExternalPort } from '../../../../config/debug/resolveDebug';
import type { ResolvedConfiguration } from '../../../../config/resolved';
import { resolveRules } from '../../../../config/resolve/resolveRules';
import type { DebugHost } from '../../../../debug/host';
import type { Logger } from '../../../../log/logger';
import { ExternalPorts } from '../../../../machine/external/externalPorts';
import type { Machine } from '../../../../machine/machine';
import type { StartOptions } from '../../../../machine/services';
import { originOf } from '../../../editor/taskOrigin';
import { untilTaskEnds } from '../../../launch/taskEnd';
import type { Services } from '../../../services';
import { folderOfPaths } from '../../../editor/folderOfPaths';
import { localFolders } from '../../../editor/localFolders';
import { currentSettings } from '../../../editor/settings';
import { externalGuest } from './externalGuest';
import type { ExternalTerminals } from './externalTerminals';
import type { LiveSession } from '../../../sessions/debugSessions';

/** How long the machine of an earlier session may take to end before the next one starts beside it, in milliseconds. */
const OLD_MACHINE_MS = 15_000;
/** Its task ends a moment after it: the terminal shows its last line first. In milliseconds. */
const OLD_TASK_MS = 2000;

/** Gives one debug session its machine: a task starts it, so that its terminals open beside the session. */
export class EditorDebugHost implements DebugHost {
  readonly folders = localFolders();
  readonly log: Logger;

  constructor(
    private readonly services: Services,
    private readonly live: LiveSession,
    /** The session's own: it ends with the session. */
    readonly tasks: TaskGroup,
    private readonly externalTerminals: ExternalTerminals,
  ) {
    this.log = services.log.from(`debug ${live.session.name}`);
  }

  async launch(config: ResolvedConfiguration, options: StartOptions, signal: AbortSignal): Promise<Machine> {
    await this.oldMachineGone(config.name, signal);
    const folder = this.live.session.workspaceFolder;
    const cancel = tokenOf(signal);
    try {
      const machine = await this.services.launcher.launchResolved(
        config,
        { start: options, ...(folder && { folder }) },
        cancel.token,
      );
      this.live.has(machine);
      if (!signal.aborted) return machine;
      void machine.stop({ skipPowerdown: true });
      throw new CancelledError();
    } finally {
      cancel.dispose();
    }
  }

  findMachine(idOrName: string): Machine | undefined {
    const found = this.services.registry.find(idOrName);
    const [machine, second] = found.length > 1 ? this.ofFolder(found) : found;
    if (second)
      throw new Error(
        vscode.l10n.t(
          'machine: several machines are named "{0}". Leave "machine" out to be asked which one.',
          idOrName,
        ),
      );
    if (machine) this.live.has(machine);
    return machine;
  }

  /** Those that were started in the session's folder; all if none was. */
  private ofFolder(machines: readonly Machine[]): readonly Machine[] {
    const home = this.live.session.workspaceFolder?.index;
    const own = machines.filter(({ config }) => folderOfPaths([config.cwd])?.index === home);
    return own.length > 0 ? own : machines;
  }

  async connectSerial(
    name: string,
    ports: readonly ResolvedExternalPort[],
    signal: AbortSignal,
  ): Promise<ExternalPorts> {
    const { context, launcher } = this.services;
    launcher.sweepOnce();
    const { defaults, machine } = currentSettings(this.live.session.workspaceFolder);
    const opened = await ExternalPorts.open(
      {
        name,
        ports,
        settings: machine,
        ownRules: resolveRules(defaults.machine, defaults),
        workerFile: context.asAbsolutePath('dist/serialWorker.js'),
        ...(vscode.l10n.bundle && { translations: vscode.l10n.bundle }),
        group: this.tasks,
        log: this.log,
      },
      signal,
    );
    const origin = originOf(this.live.session.workspaceFolder, name);
    const terminals = this.externalTerminals.show(name, origin, opened, ports);
    this.services.debugging.connected.fire(externalGuest(name, opened, terminals, this.live.session));
    return opened;
  }

  /** A person who starts the same configuration again while its machine is ending wants that one to be gone first. */
  private async oldMachineGone(name: string, signal: AbortSignal): Promise<void> {
    const gone = await atMost(OLD_MACHINE_MS, signal, async (limited) => {
      await this.services.debugging.untilGone(this.live.session, limited);
      const { machines } = this.services.registry;
      if (machines.some((machine) => machine.name === name)) return;
      // The next one can have its name and its terminal then.
      const origin = originOf(this.live.session.workspaceFolder, name);
      await atMost(OLD_TASK_MS, limited, (inner) => untilTaskEnds(origin, inner));
    });
    if (gone) return;
    this.log.warn(
      `the earlier machine did not end within ${OLD_MACHINE_MS} ms; another one is started beside it`,
    );
  }
}

/** An editor's token that is cancelled when the signal aborts. */
function tokenOf(signal: AbortSignal): Disposable & { readonly token: vscode.CancellationToken } {
  const source = new vscode.CancellationTokenSource();
  const subscription = onAbort(signal, () => source.cancel());
  return {
    token: source.token,
    dispose: () => {
      subscription.dispose();
      source.dispose();
    },
  };
}
