import * as l10n from '@vscode/l10n';
import type { Notice } from '../../config/adopt/adopted';

/** A line of a comment is no longer than this, in characters, where it can be broken at a blank. */
const WIDTH = 100;

/** What an import looks like before anything is done with it: the configuration, and what is different in it. */
export function previewText(entry: Readonly<Record<string, unknown>>, changes: readonly Notice[]): string {
  const attaches = entry['request'] === 'attach';
  const told = [
    ...(attaches ? [l10n.t('This starts no QEMU: F5 connects to one that runs already.')] : []),
    ...(changes.length === 0 && !attaches ? [l10n.t('Everything is as it was.')] : []),
    ...(changes.length === 0 ? [] : [l10n.t('What is different here, and why:')]),
    ...changes.map(({ option, text }) => `- ${option}: ${text}.`),
  ];
  const comments = told.flatMap((line) => wrapped(line).map((part) => `// ${part}`));
  return `${[...comments, JSON.stringify(entry, undefined, 4)].join('\n')}\n`;
}

/** Text of a paste may hold anything: nothing of it may end the comment. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
