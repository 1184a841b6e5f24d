import { type CommandEntry, COMMANDS, TERMINAL } from './commandTable';
import { guestKeys } from './guestKeys';

/** An entry of a menu in `package.json`. */
interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when: string;
  readonly group?: string;
}

/** Where a person looks for what can be done with a terminal: in its text, and on its tab. */
const TERMINAL_MENUS = ['terminal/context', 'terminal/title/context'];

/** The parts of `package.json`'s `contributes` that follow from the table of commands. */
export function commandContributions(): {
  commands: unknown[];
  menus: Record<string, MenuEntry[]>;
  keybindings: unknown[];
} {
  const entries = Object.entries<CommandEntry>(COMMANDS);
  const menus: Record<string, MenuEntry[]> = { commandPalette: [] };
  for (const [command, { palette, menus: places = {} }] of entries) {
    if (palette !== undefined) menus['commandPalette']?.push({ command, when: palette });
    for (const [menu, items] of Object.entries(places))
      for (const { when, group } of [items].flat()) (menus[menu] ??= []).push({ command, when, group });
  }
  for (const menu of TERMINAL_MENUS)
    (menus[menu] ??= []).push({ submenu: TERMINAL, when: 'qemu.terminalActive', group: 'z_qemu' });
  return {
    commands: entries.map(([command, { icon, enablement }]) => ({
      command,
      title: `%command.${command.slice('qemu.'.length)}%`,
      category: 'QEMU',
      icon: `$(${icon})`,
      ...(enablement !== undefined && { enablement }),
    })),
    menus,
    keybindings: guestKeys(),
  };
}
