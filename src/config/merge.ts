import type { MachineConfiguration, PartialConfiguration } from './types';

/** Fields whose objects are taken together key by key; every other value replaces the default whole. */
const TOGETHER = ['env', 'log', 'stop'] as const;

/**
 * A configuration with what it leaves open taken from `qemu.defaults`. A default that would contradict what the
 * configuration says gives way: an `arch` beside its `qemuPath`, an `append` without a kernel.
 */
export function merge(config: MachineConfiguration, defaults: PartialConfiguration): MachineConfiguration {
  const usable = { ...defaults };
  if (config.arch !== undefined || config.qemuPath !== undefined) {
    delete usable.arch;
    delete usable.qemuPath;
  }
  if (config.kernel === undefined && usable.kernel === undefined) {
    delete usable.initrd;
    delete usable.append;
  }
  const merged: MachineConfiguration = { ...usable, ...config };
  return Object.assign(
    merged,
    ...TOGETHER.map((field) => together(field, config, usable)),
  ) as MachineConfiguration;
}

function together(
  field: (typeof TOGETHER)[number],
  config: MachineConfiguration,
  defaults: PartialConfiguration,
): PartialConfiguration {
  return config[field] && defaults[field] ? { [field]: { ...defaults[field], ...config[field] } } : {};
}
