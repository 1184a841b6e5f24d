import type { Control } from './control';
import type { Flood } from './flood';
import { SAMPLE_COMMAND, SAMPLE_MACHINE } from './sampleMachine';

/** The sample guest on COM2, a 16550: one `out` instruction, and one byte to the chardev, each. */
export function uartFlood(): Flood {
  return {
    config: { ...SAMPLE_MACHINE, serial: [{ name: 'control' }, { name: 'flood' }] },
    command: SAMPLE_COMMAND,
    attach: (chardev) => ['-serial', `chardev:${chardev}`],
    begin: async (control: Control) => {
      await control.hear('\n> ');
      await control.say('flood 0 2\r');
    },
  };
}
