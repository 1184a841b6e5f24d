import type { SerialPort } from '../../../src/serial/client';
import type { Control } from './control';

const HEAR_LIMIT_MS = 120_000;

/** A control port of the product's own. */
export function portControl(port: SerialPort, signal: AbortSignal): Control {
  let at = 0;
  return {
    hear: async (text) => {
      at = (await port.waitFor(text, { timeoutMs: HEAR_LIMIT_MS, from: at }, signal)).end;
    },
    say: (text) => port.send(text, signal),
  };
}
