import { type CommandEntry, COMMANDS, type MenuItem, SUBMENUS } from './commandTable';
import { guestKeys } from './guestKeys';

/** An entry of a menu in `package.json`. */
interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when: string;
  readonly group?: string;
}

/** The parts of `package.json`'s `contributes` that follow from the table of commands. */
export function commandContributions(): {
  commands: unknown[];
  menus: Record<string, MenuEntry[]>;
  submenus: unknown[];
  keybindings: unknown[];
} {
  const entries = Object.entries<CommandEntry>(COMMANDS);
  const menus: Record<string, MenuEntry[]> = { commandPalette: [] };
  for (const [command, { palette, menus: places = {} }] of entries) {
    if (palette !== undefined) menus['commandPalette']?.push({ command, when: palette });
    for (const [menu, items] of Object.entries(places))
      for (const { when, group } of [items].flat()) (menus[menu] ??= []).push({ command, when, group });
  }
  for (const { id, menus: places } of SUBMENUS)
    for (const [menu, item] of Object.entries<MenuItem>(places))
      (menus[menu] ??= []).push({ submenu: id, ...item });
  return {
    commands: entries.map(([command, { icon, enablement }]) => ({
      command,
      title: `%command.${command.slice('qemu.'.length)}%`,
      category: 'QEMU',
      icon: `$(${icon})`,
      ...(enablement !== undefined && { enablement }),
    })),
    menus,
    submenus: SUBMENUS.map(({ id, label }) => ({ id, label })),
    keybindings: [
      ...guestKeys(),
      ...entries.flatMap(([command, { key }]) => (key ? [{ ...key, command }] : [])),
    ],
  };
}
