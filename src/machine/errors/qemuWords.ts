/** `error`: what QEMU complains of; it marks all else. `other`: nothing of QEMU's, such as a wrapper's or a library's. */
type Kind = 'error' | 'warning' | 'info' | 'other';

interface Line {
  readonly kind: Kind;
  /** Without the program's name. */
  readonly text: string;
}

/** With `-msg timestamp=on` the time comes first. The name is that of the program file, or `qemu` in old code. */
const PROGRAM = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?[\w.+-]*qemu[\w.+-]*: /i;

/** The option or the line of a file that it is about comes before the mark (`error_vreport` in util/qemu-error.c). */
const MARK = /^(?:(?:-\S.*?|[^\s:]+:\d+): )?(warning|info): /i;

/** GLib's and GTK's, as in `(qemu:17): Gtk-WARNING **: …`. */
const LIBRARY_WARNING = /^(?:\*\* )?\(.+:\d+\): (?:[\w-]+-)?(?:WARNING|Message|INFO|DEBUG) \*\*: /;

/** What QEMU and its libraries say about what will be removed: no use in the search for a cause. */
const DEPRECATION = /\bdeprecated\b|\bwill be removed\b|\bin the future\b/i;

/** Enough of a long list, in lines. */
const SHOWN = 12;

/**
 * QEMU's complaint, taken from its stderr: without the program's name, warnings, and what others said
 * before. If no line is QEMU's own, all but the warnings. Empty if there are only warnings.
 */
export function ownWords(stderr: string): string {
  const lines = linesOf(stderr).filter(({ kind }) => kind !== 'warning' && kind !== 'info');
  // It lists what there is, and explains nothing before it.
  const list = lines.findIndex(({ text }) => text.startsWith('Log items (comma'));
  const first = list >= 0 ? list : lines.findIndex(({ kind }) => kind === 'error');
  return lines
    .slice(Math.max(first, 0), Math.max(first, 0) + SHOWN)
    .map(({ text }) => text)
    .join('\n')
    .trim();
}

/** The lines that may have to do with a failure and are not in `quoted` yet: all but deprecations. */
export function furtherWords(stderr: string, quoted: string): string[] {
  return linesOf(stderr)
    .filter(({ kind, text }) => !quoted.includes(text) && !(kind === 'warning' && DEPRECATION.test(text)))
    .map(({ text }) => text);
}

/** Whether a line is a complaint of QEMU's own. */
export function isComplaint(line: string): boolean {
  return read(line).kind === 'error';
}

/** The level of a line of QEMU's stderr in the log. */
export function levelOf(line: string): 'warn' | 'info' {
  return read(line).kind === 'info' ? 'info' : 'warn';
}

/** All but the empty ones. A line that is indented goes on with the one before. */
function linesOf(stderr: string): Line[] {
  const lines: Line[] = [];
  for (const raw of stderr.split('\n')) {
    const line = read(raw);
    const before = /^\s/.test(raw) ? lines.at(-1) : undefined;
    if (line.text !== '') lines.push(before ? { ...line, kind: before.kind } : line);
  }
  return lines;
}

function read(line: string): Line {
  const trimmed = line.trimEnd();
  const text = trimmed.replace(PROGRAM, '');
  const mark = MARK.exec(text)?.[1];
  if (mark !== undefined) return { kind: mark.toLowerCase() === 'info' ? 'info' : 'warning', text };
  if (LIBRARY_WARNING.test(trimmed)) return { kind: 'warning', text: trimmed };
  return { kind: text === trimmed ? 'other' : 'error', text };
}
