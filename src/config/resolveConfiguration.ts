import { BUILT_IN, type MachineDefaults, UNCHANGED_SETTINGS } from './defaults';
import { merge } from './merge';
import { defaultPortName, nameOf } from './names';
import { absoluteCapture, absoluteDrive, absoluteImages, workingDirectory } from './paths';
import { portIndex } from './ports';
import type {
  ResolvedConfiguration,
  ResolvedDrive,
  ResolvedNetwork,
  ResolvedReady,
  ResolvedSerial,
} from './resolved';
import type { DriveConfiguration, MachineConfiguration, SerialConfiguration } from './types';
import { parseForward } from './validation/formats';

/**
 * Decides everything that a configuration leaves open, once: from the settings' defaults, then ours. Lists of the
 * configuration replace those of the defaults; `env`, `log` and `stop` are taken together field by field.
 * @param config What `validate` returned.
 * @param base Where a relative `cwd` starts; absolute.
 */
export function resolveConfiguration(
  config: MachineConfiguration,
  defaults: MachineDefaults = UNCHANGED_SETTINGS,
  base = process.cwd(),
): ResolvedConfiguration {
  const merged = merge(config, defaults.machine);
  const { type: _, memory, smp, network, ready, drives, log, stop, ...rest } = merged;
  const cwd = workingDirectory(merged.cwd, base);
  const serial = (merged.serial ?? [{}]).map((port, index) =>
    absoluteCapture(resolveSerial(port, index, defaults), cwd),
  );
  return {
    ...rest,
    ...absoluteImages(merged, cwd),
    cwd,
    name: nameOf(merged),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(smp !== undefined && { smp: String(smp) }),
    drives: (drives ?? []).map((drive) => absoluteDrive(resolveDrive(drive), cwd)),
    ...(network !== undefined && { network: resolveNetwork(network) }),
    display: merged.display ?? BUILT_IN.display,
    serial,
    args: merged.args ?? [],
    env: merged.env ?? {},
    ...(ready !== undefined && { ready: resolveReady(ready, serial) }),
    log: { items: log?.items ?? defaults.logItems, trace: log?.trace ?? [] },
    stop: { ...BUILT_IN.stop, powerdownSeconds: defaults.powerdownSeconds, ...stop },
    reboot: merged.reboot ?? BUILT_IN.reboot,
  };
}

function resolveSerial(port: SerialConfiguration, index: number, defaults: MachineDefaults): ResolvedSerial {
  return { name: defaultPortName(index), ...BUILT_IN.serial, ...defaults.terminal, ...port };
}

function resolveDrive(drive: string | DriveConfiguration): ResolvedDrive {
  return typeof drive === 'string' ? { file: drive } : drive;
}

function resolveNetwork(network: NonNullable<MachineConfiguration['network']>): 'none' | ResolvedNetwork {
  if (network === 'none') return 'none';
  if (network === 'user') return { forward: [] };
  return { ...network, forward: (network.forward ?? []).map(parseForward) };
}

function resolveReady(
  ready: NonNullable<MachineConfiguration['ready']>,
  serial: readonly ResolvedSerial[],
): ResolvedReady {
  const wanted = typeof ready === 'string' ? { pattern: ready } : ready;
  return { ...BUILT_IN.ready, ...wanted, port: portIndex(wanted.port, serial) };
}
