import type { ResolvedConfiguration, ResolvedDrive, ResolvedSerial } from '../../config/resolved';
import { escapeCommas } from '../../serial/chardev';
import type { QemuFeatures } from './qemuFeatures';
import type { ResolvedMachine } from './resolve';
import type { StartOptions } from '../services';

// For the debug room, which does not know the serial one.
export { escapeCommas };

/** Everything besides the configuration that the command line is made from. */
export interface CommandLineParts {
  /** The `-chardev` value of each port that is not `none`, in order. */
  readonly endpoints: readonly string[];
  /** The `-chardev` value of the monitor, without its id. */
  readonly monitor: string;
  /** QEMU's `-d` and trace output. */
  readonly logFile: string;
  /** The arguments for a debugger's stub; none for no stub. */
  readonly gdb: readonly string[];
  readonly features: QemuFeatures;
  readonly options: StartOptions;
}

/** The id in a `-chardev` value. */
export function chardevId(endpoint: string): string {
  return /(?:^|,)id=([^,]+)/.exec(endpoint)?.[1] ?? '';
}

/** Makes QEMU's arguments. Pure; the user's own `args` come last, so that they win where QEMU lets the last win. */
export function commandLine(machine: ResolvedMachine, parts: CommandLineParts): string[] {
  return [
    ...['-name', `guest=${escapeCommas(machine.name)}`],
    ...hardware(machine),
    ...images(machine),
    ...network(machine.config.network),
    ...['-display', machine.config.display],
    // Nobody may miss the first event or byte: the guest starts when the monitor is negotiated.
    ...['-S', '-chardev', `${parts.monitor},id=qmp`],
    ...(parts.features.monitorObject
      ? ['-object', 'monitor-qmp,id=qsd-monitor,chardev=qmp']
      : ['-mon', 'chardev=qmp,mode=control']),
    ...serialPorts(machine.ports, parts.endpoints),
    ...logging(machine.config, parts.logFile),
    ...parts.gdb,
    ...endings(machine.config, parts),
    ...(parts.options.extraArgs ?? []),
    ...machine.config.args,
  ];
}

function hardware({ machine, cpu, config }: ResolvedMachine): string[] {
  return [
    ...option('-machine', machine),
    ...option('-cpu', cpu),
    ...option('-m', config.memory),
    ...option('-smp', config.smp),
  ];
}

function images({ bios, config }: ResolvedMachine): string[] {
  return [
    ...option('-bios', bios),
    ...option('-kernel', config.kernel),
    ...option('-initrd', config.initrd),
    ...option('-append', config.append),
    ...config.drives.flatMap((drive) => ['-drive', driveOption(drive)]),
    ...option('-cdrom', config.cdrom),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

function driveOption({ file, format, interface: bus, readonly, snapshot }: ResolvedDrive): string {
  // Where the name leaves no doubt; else QEMU looks, as `.img` is raw to some and qcow2 to others.
  const known = format ?? formatOf(file);
  return [
    `file=${escapeCommas(file)}`,
    ...(known === undefined ? [] : [`format=${escapeCommas(known)}`]),
    ...(bus === undefined ? [] : [`if=${bus}`]),
    ...(readonly === undefined ? [] : [`readonly=${readonly ? 'on' : 'off'}`]),
    ...(snapshot === undefined ? [] : [`snapshot=${snapshot ? 'on' : 'off'}`]),
  ].join(',');
}

function formatOf(file: string): string | undefined {
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  const formats: Readonly<Record<string, string>> = {
    raw: 'raw',
    bin: 'raw',
    fd: 'raw',
    qcow2: 'qcow2',
    vmdk: 'vmdk',
    vdi: 'vdi',
  };
  return extension === undefined ? undefined : formats[extension];
}

function network(config: ResolvedConfiguration['network']): string[] {
  if (config === undefined) return [];
  if (config === 'none') return ['-nic', 'none'];
  const { model, forward } = config;
  // Never an empty host address: QEMU would listen on every interface of this computer.
  const rules = forward.map(({ protocol, host, guest }) => `hostfwd=${protocol}:127.0.0.1:${host}-:${guest}`);
  return [
    '-nic',
    ['user', ...(model === undefined ? [] : [`model=${escapeCommas(model)}`]), ...rules].join(','),
  ];
}

function serialPorts(ports: readonly ResolvedSerial[], endpoints: readonly string[]): string[] {
  const remaining = [...endpoints];
  let bus = false;
  return ports.flatMap((port) => {
    // `null` keeps the slot; what `none` does to the ports after it has changed between QEMU versions (8.2.2).
    if (port.device === 'none') return ['-serial', 'null'];
    const endpoint = remaining.shift() ?? '';
    const chardev = ['-chardev', endpoint];
    const id = chardevId(endpoint);
    switch (port.device) {
      case 'uart':
        return [...chardev, '-serial', `chardev:${id}`];
      case 'debugcon':
        return [...chardev, '-device', `isa-debugcon,iobase=0xe9,chardev=${id}`];
      case 'pci-serial':
        return [...chardev, '-device', `pci-serial,chardev=${id}`];
      case 'virtconsole': {
        const controller = bus ? [] : ['-device', 'virtio-serial,id=vser'];
        bus = true;
        return [...chardev, ...controller, '-device', `virtconsole,bus=vser.0,chardev=${id}`];
      }
    }
  });
}

/** Traces go to the log file too, with QEMU's usual trace backend. */
function logging({ log: { items, trace } }: ResolvedConfiguration, logFile: string): string[] {
  return [
    ...['-D', logFile],
    ...(items.length === 0 ? [] : ['-d', items.join(',')]),
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
