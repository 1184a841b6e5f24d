/** Shows a bare LF as CR LF, as a tty's ONLCR does; an LF that has its CR is left alone. */
export class LineEnds {
  private afterReturn = false;

  constructor(private readonly implicitCarriageReturn: boolean) {}

  push(text: string): string {
    if (!this.implicitCarriageReturn || text === '') return text;
    const whole = this.afterReturn && text.startsWith('\n');
    this.afterReturn = text.endsWith('\r');
    if (!text.includes('\n')) return text;
    return whole ? `\n${complete(text.slice(1))}` : complete(text);
  }

  /** Something else than text comes. */
  interrupted(): void {
    this.afterReturn = false;
  }
}

function complete(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
