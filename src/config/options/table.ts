/**
 * QEMU's command line options (qemu-options.hx of 5.0 to 10.1): which take a value, and how that value is built. A test
 * compares this with what the installed QEMUs say of themselves.
 * @module
 */

/** How the value of an option is built. */
export type ValueForm =
  /** There is none. */
  | { readonly kind: 'flag' }
  /** One text, whatever is in it. */
  | { readonly kind: 'text' }
  /** `key=value,key=value`; a first word without a key belongs to `implied`. */
  | { readonly kind: 'list'; readonly implied?: string }
  /** A character device in the short form: `stdio`, `mon:stdio`, `tcp:HOST:PORT,server=on`, `chardev:ID`. */
  | { readonly kind: 'character device' };

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const all = (names: string, form: ValueForm): [string, ValueForm][] =>
  words(names).map((name) => [name, form]);

const FLAGS = `
  h help version mem-prealloc audio-help snapshot usb nographic portrait full-screen win2k-hack no-fd-bootchk no-acpi
  no-hpet singlestep one-insn-per-tb preconfig S s enable-kvm xen-attach xen-domid-restrict no-reboot no-shutdown
  daemonize only-migratable nodefaults no-user-config async-teardown enable-sync-profile semihosting old-param perfmap
  jitdump enable-fips no-kvm no-quit no-frame alt-grab ctrl-grab sdl curses nodefconfig tdf`;

const TEXTS = `
  mem-path k uuid fda fdb hda hdb hdc hdd cdrom mtdblock sd pflash usbdevice vga rotate vnc bios kernel append initrd dtb
  d D dfilter seed L xen-domid loadvm option-rom watchdog watchdog-action echr incoming chroot runas readconfig
  writeconfig dump-vmstate pidfile set acpitable smbios tb-size prom-env g soundhw balloon bt shim global`;

const CHARACTER_DEVICES = 'serial parallel monitor qmp qmp-pretty debugcon gdb virtioconsole';

const LISTS: Readonly<Record<string, string>> = {
  machine: 'type',
  cpu: 'model',
  accel: 'accel',
  smp: 'cpus',
  numa: 'type',
  m: 'size',
  boot: 'order',
  audio: 'driver',
  audiodev: 'driver',
  device: 'driver',
  name: 'guest',
  blockdev: 'driver',
  fsdev: 'fsdriver',
  virtfs: 'fsdriver',
  netdev: 'type',
  nic: 'type',
  net: 'type',
  chardev: 'backend',
  tpmdev: 'type',
  mon: 'chardev',
  object: 'qom-type',
  rtc: 'base',
  icount: 'shift',
  sandbox: 'enable',
  trace: 'enable',
  plugin: 'file',
  msg: 'timestamp',
  fw_cfg: 'name',
  display: 'type',
  'run-with': '',
  drive: '',
  iscsi: '',
  spice: '',
  action: '',
  compat: '',
  overcommit: '',
  'add-fd': '',
  'semihosting-config': '',
  realtime: '',
};

/** Other names of the same option. */
const ALIASES: Readonly<Record<string, string>> = { M: 'machine', help: 'h' };

const TABLE: ReadonlyMap<string, ValueForm> = new Map([
  ...all(FLAGS, { kind: 'flag' }),
  ...all(TEXTS, { kind: 'text' }),
  ...all(CHARACTER_DEVICES, { kind: 'character device' }),
  ...Object.entries(LISTS).map(([name, implied]): [string, ValueForm] => [
    name,
    { kind: 'list', ...(implied !== '' && { implied }) },
  ]),
]);

/** The name under which an option is in the table: without dashes and aliases. */
export function canonicalName(name: string): string {
  return ALIASES[name] ?? name;
}

/** How an option's value is built; undefined for an option that no QEMU known here has. */
export function formOf(name: string): ValueForm | undefined {
  return TABLE.get(name);
}
