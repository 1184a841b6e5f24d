import * as l10n from '@vscode/l10n';

/** What `help` answers in the Debug Console. A variable of that name is shown by `(help)`. */
const HELP = /^(?:help|\?)$/;

/** Whether a line of the Debug Console asks what can be typed there. */
export function asksForHelp(line: string): boolean {
  return HELP.test(line.trim());
}

/** What can be typed where GDB debugs. */
export function gdbConsoleHelp(): string {
  return table([
    [
      'counter + 1',
      l10n.t('An expression, which GDB evaluates while the guest is paused. $pc is a register.'),
    ],
    ['> info line main', l10n.t('A command of GDB’s; "> help" lists them.')],
    ['> monitor info mem', l10n.t('A command of QEMU’s monitor; "> monitor help" lists them.')],
    ...serial(),
  ]);
}

/** What can be typed where there is QEMU’s monitor only. */
export function monitorConsoleHelp(): string {
  return table([
    ['info mem', l10n.t('A command of QEMU’s monitor; "help info" and "> help" list them.')],
    ...serial(),
    ['', l10n.t('Expressions need GDB and a program with symbols.')],
  ]);
}

function serial(): [string, string][] {
  return [
    ['serial: ls', l10n.t('A line for the guest, on the first serial port.')],
    ['serial[name]: ls', l10n.t('A line for the guest, on the port of that name.')],
  ];
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([example]) => example.length)) + 2;
  return rows.map(([example, text]) => `${example.padEnd(width)}${text}`).join('\n');
}
