import * as l10n from '@vscode/l10n';
import type { Machine } from '../machine';
import type { Uart } from './uarts';

/** What is known about a machine that says nothing. */
export interface SilenceFacts {
  readonly machine: Pick<Machine, 'state' | 'why' | 'config'> & {
    readonly ports: readonly Pick<Machine['ports'][number], 'name' | 'chardev'>[];
  };
  /** Whether it is in its first boot. */
  readonly isFirst: boolean;
  /** Sentences on where its processors stand. */
  readonly processors: readonly string[];
  /** Undefined when QEMU does not say. */
  readonly uarts: readonly Uart[] | undefined;
}

/** Sentences for a person: what is known as such, and what is guessed as a guess. */
export function silenceText({ machine, isFirst, processors, uarts }: SilenceFacts): string[] {
  return [
    isFirst
      ? l10n.t('Nothing was received on a serial port yet. What is known:')
      : l10n.t('Nothing was received on a serial port since the reset. What is known:'),
    ...(machine.state === 'paused' ? [l10n.t('The machine is paused ({0}).', machine.why)] : processors),
    ...(uarts ? boardText(machine.ports, uarts) : []),
    ...consoleText(machine.config.append),
  ];
}

function boardText(ports: SilenceFacts['machine']['ports'], uarts: readonly Uart[]): string[] {
  if (uarts.length === 0)
    return [l10n.t('QEMU shows no serial device on this board: "machine" or "args" may name another one.')];
  const words = uarts.map(({ type, chardev }) => {
    const port = ports.find((one) => one.chardev === chardev);
    if (port) return l10n.t('{0} is port "{1}"', type, port.name);
    return chardev === undefined ? l10n.t('{0} is not connected', type) : `${type} → ${chardev}`;
  });
  return [l10n.t('Serial devices of the board: {0}.', words.join(', '))];
}

/** The last `console=` counts for what a person types into; all of them print. */
function consoleText(append: string | undefined): string[] {
  if (append === undefined) return [];
  const consoles = append.match(/(?<![^\s"])console=[^\s"]{1,100}/g) ?? [];
  if (consoles.length > 0) return [l10n.t('The kernel’s command line says {0}.', consoles.join(' '))];
  return [
    l10n.t(
      'The kernel’s command line has no "console=". A guess: a Linux kernel then prints to a screen, not to a serial port.',
    ),
  ];
}
