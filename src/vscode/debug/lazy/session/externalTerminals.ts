import * as vscode from 'vscode';
import type { TaskGroup } from '../../../../concurrency/taskGroup';
import { atMost } from '../../../../concurrency/timeout';
import type { ExternalPort, ExternalPorts } from '../../../../machine/external/externalPorts';
import type { TerminalOptions } from '../../../../serial/client';
import { diskText, showDiskWarning } from '../../../launch/diskNotice';
import { notices } from '../../../terminal/notices';
import { createTogether, PortTerminal, portTitle } from '../../../terminal/portTerminal';

/** Guests that go on talking have said something by then, in milliseconds. */
const SILENT_MS = 8000;

/** The terminals of external QEMUs' serial ports. */
export class ExternalTerminals {
  /** By the origin of the configuration that they belong to. */
  private readonly ended = new Map<string, Set<PortTerminal>>();

  /** @param tasks They outlive their debug session, with what they have shown. */
  constructor(private readonly tasks: TaskGroup) {}

  /**
   * Opens one for each port, next to each other. Those of an earlier session of the same configuration make room.
   * @param origin Tells the configuration from those of the same name in other folders.
   * @returns them, in the order of the ports.
   */
  show(
    name: string,
    origin: string,
    opened: ExternalPorts,
    options: readonly TerminalOptions[],
  ): vscode.Terminal[] {
    for (const terminal of this.ended.get(origin) ?? []) terminal.close();
    const terminals = opened.ports.flatMap((port, index) => {
      const one = options[index];
      return one ? [this.make({ name, origin }, port, one)] : [];
    });
    this.tellTroubles(name, opened, terminals);
    // The editor keeps the focus: a person who attaches wants to debug.
    createTogether(terminals)?.show(true);
    return terminals.flatMap((each) => each.terminal() ?? []);
  }

  /** Until the ports end, with which their events do. Nobody pauses a QEMU that is not ours. */
  private tellTroubles(name: string, opened: ExternalPorts, terminals: readonly PortTerminal[]): void {
    opened.onDidMeetTrouble(({ port, text }) => {
      const index = opened.ports.findIndex(({ serial }) => serial.name === port);
      terminals[index]?.pty.notice(notices.warning(text));
    });
    opened.onDidChangeDisk((news) => {
      const change = { ...news, paused: false };
      for (const { pty } of terminals) pty.notice(notices.warning(diskText(name, change)));
      showDiskWarning(name, change);
    });
  }

  private make(
    { name, origin }: { readonly name: string; readonly origin: string },
    { serial, ended, unserved }: ExternalPort,
    options: TerminalOptions,
  ): PortTerminal {
    const view = {
      title: portTitle(name, serial.name),
      open: () => serial.openTerminal(options),
      ended: ended.then(notices.disconnected),
    };
    const terminal = new PortTerminal(view, this.tasks, () => this.ended.get(origin)?.delete(terminal));
    void unserved.then((why) => terminal.pty.notice(notices.remark(why)));
    let isServed = true;
    void unserved.then(() => (isServed = false));
    void this.tasks.run(`silence of ${view.title}`, async (task) => {
      const hasEnded = await task.waitFor(
        'the first byte',
        atMost(SILENT_MS, task.signal, () => ended),
      );
      if (!hasEnded && isServed && serial.counters.received === 0) terminal.pty.notice(silent());
    });
    void ended.then(() => {
      if (!terminal.pty.isOver) this.remember(origin, terminal);
    });
    return terminal;
  }

  private remember(origin: string, terminal: PortTerminal): void {
    const ended = this.ended.get(origin) ?? new Set();
    this.ended.set(origin, ended.add(terminal));
  }
}

/** Why nothing comes is not known: QEMU is not ours, and says nothing of its own. */
const silent = (): string =>
  notices.remark(
    vscode.l10n.t(
      'Nothing was received since this port was connected. What was said before is not kept by QEMU; a guest at a prompt waits for a key, and one that a debugger has stopped says nothing.',
    ),
  );
