import type { Control } from './control';
import type { Flood } from './flood';
import { SAMPLE_COMMAND, SAMPLE_MACHINE } from './sampleMachine';

/** The sample guest on QEMU's debug console, with string output: `rep outsb`, which QEMU still writes byte by byte. */
export function debugconFlood(): Flood {
  return {
    config: { ...SAMPLE_MACHINE, serial: [{ name: 'control' }, { name: 'flood', device: 'debugcon' }] },
    command: SAMPLE_COMMAND,
    attach: (chardev) => ['-device', `isa-debugcon,iobase=0xe9,chardev=${chardev}`],
    begin: async (control: Control) => {
      await control.hear('\n> ');
      // More than any run takes: it ends with the machine.
      await control.say('debugcon 4000000000\r');
    },
  };
}
