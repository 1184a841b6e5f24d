/** What the guard is told, one line each. A directory's name has no line end: we make it. */
export type GuardLine =
  | { readonly verb: 'add'; readonly pid: number; readonly identity: string; readonly directory: string }
  | { readonly verb: 'remove'; readonly pid: number };

export function writeLine(line: GuardLine): string {
  return line.verb === 'add'
    ? `add ${line.pid} ${line.identity} ${line.directory}\n`
    : `remove ${line.pid}\n`;
}

/** @returns undefined for what is not a line of ours. */
export function readLine(text: string): GuardLine | undefined {
  const add = /^add (\d+) (\d+) (.+)$/.exec(text);
  if (add) {
    return { verb: 'add', pid: Number(add[1]), identity: add[2] ?? '', directory: add[3] ?? '' };
  }
  const remove = /^remove (\d+)$/.exec(text);
  return remove ? { verb: 'remove', pid: Number(remove[1]) } : undefined;
}
