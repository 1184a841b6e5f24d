import { readOptions } from '../../config/options/read';
import { escapeCommas, readList, valueIn } from '../../config/options/list';
import type { ResolvedConfiguration } from '../../config/resolved';
import { MONITOR_ID } from '../monitorId';
import type { StartOptions } from '../services';
import { storageOptions } from './driveOptions';
import { networkOptions } from './networkOptions';
import { portOptions, semihostingOptions } from './portOptions';
import type { QemuFeatures } from './qemuFeatures';
import type { ResolvedMachine } from './resolve';
import { OUTPUT_TRACE, withCoverage } from './translatedCode';

/** Everything besides the configuration that the command line is made from. */
export interface CommandLineParts {
  /** The `-chardev` value of each port that is not `none`, in order. */
  readonly endpoints: readonly string[];
  /** The `-chardev` value of the monitor, without its id. */
  readonly monitor: string;
  /** QEMU's `-d` and trace output. */
  readonly logFile: string;
  /** The arguments for a debugger's stub of ours; none for that of the configuration, if it has one. */
  readonly gdb: readonly string[];
  readonly features: QemuFeatures;
  readonly options: StartOptions;
}

/**
 * Makes QEMU's arguments. Pure; the person's own `args` come last, so that they win where QEMU lets the last win. Our
 * ids begin with `qsd-`, so that they are never the person's.
 */
export function commandLine(machine: ResolvedMachine, parts: CommandLineParts): string[] {
  const { config } = machine;
  return [
    ...['-name', `guest=${escapeCommas(machine.name)}`],
    ...hardware(machine, parts.features),
    ...images(machine),
    ...storageOptions(config),
    ...networkOptions(config),
    ...['-display', config.display],
    // Nobody may miss the first event or byte: the guest starts when the monitor is negotiated.
    ...['-S', '-chardev', `${parts.monitor},id=${MONITOR_ID}`],
    ...(parts.features.monitorObject
      ? ['-object', `monitor-qmp,id=qsd-monitor,chardev=${MONITOR_ID}`]
      : ['-mon', `chardev=${MONITOR_ID},mode=control`]),
    ...portOptions(machine, parts.endpoints),
    ...semihostingOptions(machine, parts.endpoints),
    ...logging(config, parts.logFile),
    ...(parts.gdb.length > 0 ? parts.gdb : option('-gdb', config.gdb)),
    ...endings(config, parts),
    ...(parts.options.tracesOutput ? OUTPUT_TRACE : []),
    ...(parts.options.extraArgs ?? []),
    ...config.args,
  ];
}

function hardware(machine: ResolvedMachine, features: QemuFeatures): string[] {
  const { cpu, config } = machine;
  return [
    ...option('-machine', machineValue(machine, features)),
    ...option('-cpu', cpu),
    ...option('-m', config.memory),
    ...option('-smp', config.smp),
    ...option('-icount', config.icount),
    ...option('-rtc', config.rtc),
    ...(config.usb === undefined ? [] : ['-usb', ...config.usb.flatMap((device) => ['-device', device])]),
  ];
}

/**
 * A firmware asks the machine whether there is a screen, and talks to a screen that nobody sees if it is not told
 * otherwise: SeaBIOS, GRUB's menu and others come out of the serial port only without graphics.
 */
function machineValue({ machine, config }: ResolvedMachine, features: QemuFeatures): string | undefined {
  const written = valueIn(readList(machine ?? '', 'type'), 'graphics');
  const unseen = config.kernel === undefined && config.display === 'none' && !hasScreen(config);
  if (written !== undefined || !unseen || !features.graphicsSwitch) return machine;
  return [...(machine === undefined ? [] : [machine]), 'graphics=off'].join(',');
}

/** A screen that is looked at over the network. */
function hasScreen({ args }: ResolvedConfiguration): boolean {
  return readOptions(args).some(({ name }) => name === 'vnc' || name === 'spice');
}

function images({ bios, config }: ResolvedMachine): string[] {
  return [
    ...option('-bios', bios),
    ...option('-kernel', config.kernel),
    ...option('-initrd', config.initrd),
    ...option('-append', config.append),
    ...option('-dtb', config.dtb),
    ...option('-boot', config.boot),
  ];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** Traces go to the log file too, with QEMU's usual trace backend. */
function logging(config: ResolvedConfiguration, logFile: string): string[] {
  const { items, trace } = config.log;
  const logged = withCoverage(items, config);
  return [
    ...['-D', logFile],
    ...(logged.length === 0 ? [] : ['-d', logged.join(',')]),
    ...trace.flatMap((pattern) => ['-trace', `enable=${escapeCommas(pattern)}`]),
  ];
}

function endings(config: ResolvedConfiguration, { features, options }: CommandLineParts): string[] {
  return [
    ...(options.postMortem ? ['-action', 'reboot=shutdown,shutdown=pause,panic=pause'] : []),
    ...(config.reboot === 'shutdown' && !options.postMortem ? ['-no-reboot'] : []),
    ...(features.exitWithParent ? ['-run-with', 'exit-with-parent=on'] : []),
  ];
}
