/** Writing GDB's machine interface (GDB manual, "GDB/MI"). */

/** A console command as an MI command. */
export function cli(command: string): string {
  return `-interpreter-exec console ${quote(command)}`;
}

/** A C string as MI, and GDB's console, read it. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
