import type { PlainFacts } from './plainSystem';

/** The first line that `pattern` is found in, as its match. */
export function findIn({ lines }: PlainFacts, pattern: RegExp): RegExpExecArray | undefined {
  for (const { text } of lines) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return undefined;
}

/** The name of a file without its directories. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
