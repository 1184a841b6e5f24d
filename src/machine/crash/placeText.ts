/** A place in a source as compilers write it, `file:line`; the file alone if nobody knows the line, undefined without one. */
export function placeText(file: string | undefined, line: number | undefined): string | undefined {
  return file === undefined || line === undefined ? file : `${file}:${line}`;
}
