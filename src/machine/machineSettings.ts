import type { Settings } from '../config/manifest/settings';
import type { MachineSettings } from './services';

const BYTES_PER_MEGABYTE = 1_000_000;

/** What the settings say about how machines are run, whatever their configurations. */
export function machineSettings(settings: Settings): MachineSettings {
  return {
    installDirectory: settings.installDirectory,
    transport: settings.transport,
    onDiskFull: settings.onDiskFull,
    spoolLimitBytes: Math.round(settings.spoolLimit * BYTES_PER_MEGABYTE),
    maxMachinesStarting: settings.maxMachinesStarting,
  };
}
