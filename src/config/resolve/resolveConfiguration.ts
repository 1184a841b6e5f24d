import { adopt } from '../adopt/adopt';
import type { Adopted } from '../adopt/adopted';
import { joinMachine } from '../adopt/joinMachine';
import { optionWarnings } from '../adopt/warnings';
import { BUILT_IN, type MachineDefaults, UNCHANGED_SETTINGS } from '../defaults';
import { merge } from '../merge';
import { defaultPortName, nameOf } from '../names';
import { absoluteCapture, absoluteDrive, absoluteImages, workingDirectory } from '../paths';
import { writeOptions } from '../options/read';
import { portIndex, portsOf, type WrittenPort } from '../ports';
import type { ResolvedConfiguration, ResolvedDrive, ResolvedReady, ResolvedSerial } from '../resolved';
import { resolveActions } from './resolveActions';
import { resolveNetdev, resolveNetwork } from './resolveNetwork';
import { resolveRules } from './resolveRules';
import { resolveSemihosting } from './resolveSemihosting';
import type { DriveConfiguration, MachineConfiguration } from '../types';

/**
 * Decides everything that a configuration leaves open, once: from the settings' defaults, then ours. Lists of the
 * configuration replace those of the defaults; `env`, `log` and `stop` are taken together field by field. What `args`
 * say about fields wins, as it would on a command line.
 * @param config What `validate` returned.
 * @param base Where a relative `cwd` starts; absolute.
 */
export function resolveConfiguration(
  config: MachineConfiguration,
  defaults: MachineDefaults = UNCHANGED_SETTINGS,
  base = process.cwd(),
): ResolvedConfiguration {
  const merged = merge(config, defaults.machine);
  const adopted = adopt(merged.args ?? []);
  const { logItems, ...fields } = adopted.fields;
  const all = { ...merged, ...fields };
  const cwd = workingDirectory(merged.cwd, base);
  const serial = resolvePorts(portsOf({ ...merged, adopted }), defaults).map((port) =>
    absoluteCapture(port, cwd),
  );
  const { ready, log = {}, stop } = merged;
  const ownRules = resolveRules(merged, defaults);
  const actions = resolveActions(merged, serial);
  return {
    ...optional(all, adopted, cwd),
    cwd,
    name: nameOf(merged),
    drives: (all.drives ?? []).map((drive) => absoluteDrive(resolveDrive(drive), cwd)),
    netdevs: (all.netdevs ?? []).map(resolveNetdev),
    display: all.display ?? BUILT_IN.display,
    serial,
    args: writeOptions(adopted.left),
    startsPaused: adopted.startsPaused,
    notices: [...optionWarnings(merged.args ?? []), ...adopted.notices].map(
      ({ option, text }) => `args: ${option}: ${text}.`,
    ),
    env: merged.env ?? {},
    ...(ownRules && { ownRules }),
    ...(actions && { actions }),
    ...(ready !== undefined && { ready: resolveReady(ready, serial) }),
    log: { items: logItems ?? log.items ?? defaults.logItems, trace: log.trace ?? [] },
    coverage: merged.coverage ?? BUILT_IN.coverage,
    stop: { ...BUILT_IN.stop, powerdownSeconds: defaults.powerdownSeconds, ...stop },
    reboot: merged.reboot ?? BUILT_IN.reboot,
    success: merged.success ?? BUILT_IN.success,
  };
}

/** What is left to QEMU, or to the image, when nothing is said about it. */
function optional(
  config: MachineConfiguration,
  adopted: Adopted,
  cwd: string,
): Partial<ResolvedConfiguration> {
  const { arch, append, boot, cpu, icount, memory, network, rtc, semihosting, smp, usb } = config;
  const machine = joinMachine([
    ...(config.machine === undefined ? [] : [config.machine]),
    ...adopted.machine,
    ...(adopted.withoutGraphics ? ['graphics=off'] : []),
  ]);
  const calls = resolveSemihosting(semihosting, adopted.semihosting);
  return {
    ...absoluteImages(config, cwd),
    ...(arch !== undefined && { arch }),
    ...(append !== undefined && { append }),
    ...(boot !== undefined && { boot }),
    ...(cpu !== undefined && { cpu }),
    ...(rtc !== undefined && { rtc }),
    ...(machine !== '' && { machine }),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(smp !== undefined && { smp: String(smp) }),
    ...(icount !== undefined && { icount: String(icount) }),
    ...(network !== undefined && { network: resolveNetwork(network) }),
    ...(usb !== undefined && usb !== false && { usb: usb === true ? [] : usb }),
    ...(calls && { semihosting: calls }),
    ...(adopted.gdb !== undefined && { gdb: adopted.gdb }),
    ...(config.restartOnChange === true && { restartOnChange: true }),
  };
}

/** Names ports, and fills in what they leave open: from the settings, then ours. */
export function resolvePorts(ports: readonly WrittenPort[], defaults: MachineDefaults): ResolvedSerial[] {
  const taken = new Set(ports.flatMap((port) => ('name' in port ? port.name : [])));
  return ports.map((port, index) => {
    let number = index;
    while (!('name' in port) && taken.has(defaultPortName(number))) number++;
    const name = defaultPortName(number);
    if (!('name' in port)) taken.add(name);
    return { name, ...BUILT_IN.serial, ...defaults.terminal, ...port };
  });
}

function resolveDrive(drive: string | DriveConfiguration): ResolvedDrive {
  return typeof drive === 'string' ? { file: drive } : drive;
}

function resolveReady(
  ready: NonNullable<MachineConfiguration['ready']>,
  serial: readonly ResolvedSerial[],
): ResolvedReady {
  const wanted = typeof ready === 'string' ? { pattern: ready } : ready;
  return { ...BUILT_IN.ready, ...wanted, port: portIndex(wanted.port, serial) };
}
