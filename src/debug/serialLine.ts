import type { DebugTarget } from './target';

/** `serial: text` or `serial[name]: text` in the Debug Console. */
const SERIAL_LINE = /^serial(?:\[([^\]]+)\])?: ?(.*)$/s;

/** Sends what a line of the Debug Console wants to have sent to a serial port. False when it is no such line. */
export async function sendSerialLine(target: DebugTarget, line: string): Promise<boolean> {
  const [match, port, text = ''] = SERIAL_LINE.exec(line) ?? [];
  if (match === undefined) return false;
  await target.sendSerial(`${text}\r`, port);
  return true;
}
