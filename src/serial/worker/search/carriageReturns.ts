/**
 * Text as seen has `\n` at the end of a line and no carriage return at all. A pattern that was written with the bytes
 * in mind means the same line end: `\r\n`, `\r?\n` and a `\r` by itself become `\n`.
 */
export function withoutCarriageReturns(pattern: string | RegExp): string | RegExp {
  if (typeof pattern === 'string') return pattern.replace(/\r*\n|\r+/g, '\n');
  const tokens = pattern.source.match(/\\[^]|[^]/g) ?? [];
  let source = '';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token !== '\\r' && token !== '\r') {
      source += token;
      continue;
    }
    const quantified = /^[?*+]$/.test(tokens[at + 1] ?? '') ? 1 : 0;
    const next = tokens[at + 1 + quantified];
    // A line end in one; else it stands for one itself.
    if (next === '\\n' || next === '\n') at += quantified;
    else source += '\\n';
  }
  return source === pattern.source ? pattern : new RegExp(source, pattern.flags);
}
