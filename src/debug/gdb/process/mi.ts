/** Writing GDB's machine interface (GDB manual, "GDB/MI"). */

/**
 * A console command as an MI command.
 * @param place MI options such as `--thread 1 --frame 0`.
 */
export function cli(command: string, place = ''): string {
  return `-interpreter-exec ${place}${place && ' '}console ${quote(command)}`;
}

/** A C string as MI, and GDB's console, read it. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
