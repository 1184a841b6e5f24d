/**
 * Text that Markdown and VS Code's `$(icon)` syntax leave alone, and in which no address becomes a link; on one line, so
 * that it fits into a table.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&');
}

/** What the editor takes for an icon. Before anything else a backslash would be seen: `$(shell nproc)` is none. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/** Text for a status bar item, a quick pick or a prompt, where only `$(icon)` is special. */
export function escapeIcons(text: string): string {
  return text.replace(ICON, '\\$&');
}
