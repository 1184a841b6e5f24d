import type { MachineSettings } from '../../src/machine/services';

/** What the settings say unless a person has changed them. */
export const SETTINGS: MachineSettings = {
  installDirectory: '',
  transport: 'auto',
  spoolLimitBytes: 256 * 1024 * 1024,
  onDiskFull: 'pause',
  maxMachinesStarting: 2,
};
