import type { TaskGroup } from '../../../../concurrency/taskGroup';
import type { ExternalPort } from '../../../../machine/external/externalPorts';
import type { TerminalOptions } from '../../../../serial/client';
import { notices } from '../../../terminal/notices';
import { createTogether, PortTerminal } from '../../../terminal/portTerminal';

/** The terminals of the serial ports of QEMUs that others have started. */
export class ExternalTerminals {
  /** By the name of the configuration that they belong to. */
  private readonly ended = new Map<string, Set<PortTerminal>>();

  /** @param tasks They outlive their debug session, with what they have shown. */
  constructor(private readonly tasks: TaskGroup) {}

  /** Opens one for each port, next to each other. Those of an earlier session of the same name make room. */
  show(name: string, ports: readonly ExternalPort[], options: readonly TerminalOptions[]): void {
    for (const terminal of this.ended.get(name) ?? []) terminal.close();
    const terminals = ports.flatMap((port, index) => {
      const one = options[index];
      return one ? [this.make(name, port, one)] : [];
    });
    // The editor keeps the focus: a person who attaches wants to debug.
    createTogether(terminals)?.show(true);
  }

  private make(
    name: string,
    { serial, ended, unserved }: ExternalPort,
    options: TerminalOptions,
  ): PortTerminal {
    const view = {
      title: `${name}: ${serial.name}`,
      open: () => serial.openTerminal(options),
      ended: ended.then(notices.disconnected),
    };
    const terminal = new PortTerminal(view, this.tasks, () => this.ended.get(name)?.delete(terminal));
    void unserved.then((why) => terminal.pty.notice(notices.unserved(why)));
    void ended.then(() => {
      if (!terminal.pty.isOver) this.remember(name, terminal);
    });
    return terminal;
  }

  private remember(name: string, terminal: PortTerminal): void {
    const ended = this.ended.get(name) ?? new Set();
    this.ended.set(name, ended.add(terminal));
  }
}
