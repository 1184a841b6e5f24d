import { type CommandEntry, COMMANDS } from './commandTable';

/** An entry of a menu in `package.json`. */
interface MenuEntry {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

/** The parts of `package.json`'s `contributes` that follow from the table of commands. */
export function commandContributions(): { commands: unknown[]; menus: Record<string, MenuEntry[]> } {
  const entries = Object.entries<CommandEntry>(COMMANDS);
  const menus: Record<string, MenuEntry[]> = { commandPalette: [] };
  for (const [command, { palette, menus: places = {} }] of entries) {
    if (palette !== undefined) menus['commandPalette']?.push({ command, when: palette });
    for (const [menu, { when, group }] of Object.entries(places))
      (menus[menu] ??= []).push({ command, when, group });
  }
  return {
    commands: entries.map(([command, { icon, enablement }]) => ({
      command,
      title: `%command.${command.slice('qemu.'.length)}%`,
      category: 'QEMU',
      icon: `$(${icon})`,
      ...(enablement !== undefined && { enablement }),
    })),
    menus,
  };
}
