/** What QEMU is told about a port: the parts of a `-chardev` option. */
export interface Chardev {
  readonly id: string;
  readonly backend: string;
  readonly options: Readonly<Record<string, string>>;
}

/** QEMU's name for a port, by its place; the prefix keeps it apart from ids that people choose. */
export const portId = (index: number): string => `qsd-ser${index}`;

/** A port whose files are at `path`: QEMU writes `path + '.out'` and reads `path + '.in'`. */
export function pipeChardev(id: string, path: string): Chardev {
  return { id, backend: 'pipe', options: { path } };
}

/** A port that is QEMU's standard input and output. `signal`: on a terminal, Ctrl-C would end QEMU; here it is a byte. */
export function standardStreams(id: string): Chardev {
  return { id, backend: 'stdio', options: { signal: 'off' } };
}

/** The value of `-chardev`, e.g. `pipe,id=qsd-ser0,path=/tmp/x/ser0`. */
export function chardevOption({ id, backend, options }: Chardev): string {
  const pairs = Object.entries({ id, ...options }).map(([key, value]) => `${key}=${escapeCommas(value)}`);
  return [backend, ...pairs].join(',');
}

/** A value inside QEMU's comma-separated options: a comma in it is written twice. */
function escapeCommas(text: string): string {
  return text.replaceAll(',', ',,');
}
