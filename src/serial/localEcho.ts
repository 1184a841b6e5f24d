/** What a terminal shows of what is typed, as a tty with ECHO and ECHOCTL does; keys that send ESC show nothing. */
export function localEcho(typed: string): string {
  if (typed.startsWith('\x1b')) return '';
  return typed.replace(/\r\n?|[\x00-\x1f\x7f]/g, (control) => {
    if (control.startsWith('\r') || control === '\n') return '\r\n';
    if (control === '\t') return control;
    if (control === '\b' || control === '\x7f') return '\b \b';
    return `^${String.fromCharCode(control.charCodeAt(0) + 0x40)}`;
  });
}
