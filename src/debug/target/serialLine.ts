import * as l10n from '@vscode/l10n';
import type { MachinePort } from '../../machine/machineParts';
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

/** How long a serial port may take to accept a line, in milliseconds: a guest that does not read holds it back. */
const SEND_LIMIT_MS = 10_000;

/**
 * Sends text to one of a machine's ports; the first one unless it is named.
 * @throws when there is no such port, and when the guest does not take it.
 */
export async function sendToPort(
  machine: string,
  ports: readonly Pick<MachinePort, 'serial'>[],
  text: string,
  name?: string,
): Promise<void> {
  const port = name === undefined ? ports[0] : ports.find(({ serial }) => serial.name === name);
  if (!port) {
    const names = ports.map(({ serial }) => serial.name).join(', ');
    throw new Error(
      name === undefined
        ? l10n.t('{0} has no serial port.', machine)
        : l10n.t('{0} has no serial port "{1}"; there are: {2}.', machine, name, names),
    );
  }
  await port.serial.send(text, AbortSignal.timeout(SEND_LIMIT_MS));
}
