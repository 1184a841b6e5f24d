/** One command of QEMU's human monitor, as its own `help` describes it. */
export interface MonitorCommand {
  /** The name and its aliases, e.g. `cont` and `c`. */
  readonly names: readonly string[];
  /** What follows the name, without `[-x]` flags; brackets of optional ones removed. */
  readonly parameters: readonly string[];
  readonly summary: string;
}

/** A command starts in column 0 with a name; what is indented or starts with `[` goes on from the line before. */
const STARTS_COMMAND = /^[A-Za-z_?][\w?|-]*(\s|$)/;
const SYNTAX_AND_SUMMARY = /^(\S+)\s*(.*?)\s+-- ?(.*)$/s;

/**
 * Reads what `help` prints in the human monitor: `name|alias parameters -- summary`, sometimes over several lines.
 * Lines it does not understand are left out: completion then knows less, nothing breaks.
 */
export function parseHelp(text: string): MonitorCommand[] {
  return entries(text).flatMap((entry) => {
    const match = SYNTAX_AND_SUMMARY.exec(entry);
    const names = match?.[1]?.split('|').filter((name) => name !== '') ?? [];
    if (!match || names.length === 0) return [];
    return [{ names, parameters: parameters(match[2] ?? ''), summary: firstLine(match[3] ?? '') }];
  });
}

/** Reads what `help info` prints: the same, with `info ` before each name. */
export function parseInfoHelp(text: string): MonitorCommand[] {
  return parseHelp(text.replace(/^info (?=[\w-])/gm, ''));
}

/** The words a parameter can be, if its syntax spells them out: `on|off|reset`. */
export function choices(parameter: string | undefined): readonly string[] {
  return parameter !== undefined && /^[\w-]+(\|[\w-]+)+$/.test(parameter) ? parameter.split('|') : [];
}

function entries(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (STARTS_COMMAND.test(line)) found.push(line);
    else if (line.trim() !== '' && found.length > 0) found.push(`${found.pop() ?? ''}\n${line}`);
  }
  return found;
}

function parameters(syntax: string): string[] {
  return syntax
    .replace(/\[-[^\]]*\]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^\[([^[\]]*)\]?$/, '$1').replace(/\]+$/, ''))
    .filter((word) => word !== '');
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim();
}
