import * as l10n from '@vscode/l10n';
import { type Backend, backendOf, chardevBackend, usesChardev } from '../options/characterDevice';
import { readList, valueIn, writeList } from '../options/list';
import { type QemuOption, readOptions } from '../options/read';
import type { Adopted, AdoptedFields, AdoptedPort, AdoptedSemihosting } from './adopted';

/** What somebody's options come to, while they are gone through. */
type Draft = { -readonly [key in keyof Omit<Adopted, 'fields' | 'left'>]: Mutable<Adopted[key]> } & {
  fields: { -readonly [key in keyof AdoptedFields]: AdoptedFields[key] };
  left: QemuOption[];
  /** Ids of `-chardev`s that are terminals. */
  terminals: Set<string>;
};
type Mutable<T> = T extends readonly (infer U)[] ? U[] : T;

/** What is done with an option. @returns the option that is left for QEMU, if any. */
type Rule = (draft: Draft, value: string, option: QemuOption) => QemuOption | undefined;

/**
 * Understands the QEMU options that a person brings along: those that would collide with ours, or say what fields say,
 * become part of the configuration; the others are left alone. Never throws.
 */
export function adopt(words: readonly string[]): Adopted {
  return adoptOptions(readOptions(words));
}

/** The same for options that have been read. What is left of them is in their order, and in their places. */
export function adoptOptions(options: readonly QemuOption[]): Adopted {
  const draft: Draft = {
    fields: {},
    machine: [],
    ports: [],
    semihosting: undefined,
    startsPaused: false,
    gdb: undefined,
    left: [],
    withoutGraphics: false,
    notices: [],
    terminals: new Set(options.flatMap(terminalChardev)),
  };
  for (const option of options) {
    const rule = Object.hasOwn(RULES, option.name) ? RULES[option.name] : undefined;
    const complete = option.value !== undefined || option.form?.kind === 'flag';
    const left = rule && complete ? rule(draft, option.value ?? '', option) : option;
    if (left) draft.left.push(left);
  }
  adoptUnusedTerminals(draft, options);
  adoptStandardPort(draft);
  draft.ports = draft.ports.map((port) => (isShared(port, options) ? { ...port, shared: true } : port));
  const { terminals: _, ...adopted } = draft;
  return adopted;
}

function terminalChardev({ name, value = '' }: QemuOption): string[] {
  const made = name === 'chardev' ? chardevBackend(value) : undefined;
  return made?.backend === 'terminal' ? [made.id] : [];
}

/** A console that some `-device` has, and that is on the standard streams. */
function adoptUnusedTerminals({ ports, terminals }: Draft, options: readonly QemuOption[]): void {
  const devices = options.filter(isDevice);
  for (const chardev of terminals) {
    const isPort = ports.some((port) => port.chardev === chardev);
    if (!isPort && devices.some((option) => usesChardev(option, chardev)))
      ports.push({ device: 'chardev', chardev });
  }
}

function isShared({ chardev }: AdoptedPort, options: readonly QemuOption[]): boolean {
  const users = options.filter(isDevice);
  return chardev !== undefined && users.filter((option) => usesChardev(option, chardev)).length > 1;
}

/** Not what talks to QEMU itself. */
const isDevice = ({ name }: QemuOption): boolean =>
  !['mon', 'monitor', 'qmp', 'qmp-pretty', 'gdb'].includes(name);

/** With `-nographic` the first serial port is the terminal, also beside a console for semihosting. */
function adoptStandardPort({ withoutGraphics, ports, semihosting }: Draft): void {
  const prints = semihosting?.enabled && semihosting.chardev === undefined && semihosting.target !== 'gdb';
  if (withoutGraphics && prints && ports.length === 0)
    ports.push({ device: 'uart' }, { device: 'semihosting' });
}

const told = (draft: Draft, { spelling, value }: QemuOption, text: string): undefined => {
  draft.notices.push({ option: value === undefined ? spelling : `${spelling} ${value}`, text });
};

const field =
  (name: 'append' | 'bios' | 'cpu' | 'display' | 'dtb' | 'initrd' | 'kernel' | 'memory' | 'smp'): Rule =>
  ({ fields }, value) => {
    fields[name] = value;
    return undefined;
  };

/** In QEMU's order: the first `-serial` is the first port. */
const serial: Rule = (draft, value, option) => {
  const { ports, terminals } = draft;
  const backend = backendOf(value);
  if (backend === 'terminal') ports.push({ device: 'uart' });
  else if (typeof backend === 'object' && terminals.has(backend.chardev))
    ports.push({ device: 'uart', chardev: backend.chardev });
  else {
    told(draft, option, l10n.t('this port has no terminal; it goes where the option says'));
    ports.push({ device: 'none', backend: value });
  }
  return undefined;
};

/**
 * A device on the standard streams. `-debugcon` takes no chardev of another name, so it is written in full; the port
 * number stays open for `-global isa-debugcon.iobase=…`.
 */
const onTerminal =
  (replacement: (chardev: string) => Pick<QemuOption, 'spelling' | 'value'>): Rule =>
  ({ ports }, value, option) => {
    if (backendOf(value) !== 'terminal') return option;
    const chardev = `qsd-${option.name}${ports.length}`;
    ports.push({ device: 'chardev', chardev });
    return { ...option, ...replacement(chardev) };
  };

/** Its place is taken by our chardev of the same id. */
const chardev: Rule = ({ terminals }, value, option) => {
  const made = chardevBackend(value);
  return made && terminals.has(made.id) ? undefined : option;
};

/** Whether it is on the standard streams, also by way of a chardev. */
function isOnTerminal({ terminals }: Draft, backend: Backend): boolean {
  return typeof backend === 'object' ? terminals.has(backend.chardev) : backend === 'terminal';
}

const monitor: Rule = (draft, value, option) => {
  const backend = option.name === 'mon' ? { chardev: monitorChardev(value) } : backendOf(value);
  if (!isOnTerminal(draft, backend)) return option;
  told(draft, option, l10n.t('left out; "QEMU: Open Monitor" opens the monitor'));
  return undefined;
};

const monitorChardev = (value: string): string => valueIn(readList(value, 'chardev'), 'chardev') ?? '';

const qmp: Rule = (draft, value, option) =>
  isOnTerminal(draft, backendOf(value))
    ? told(draft, option, l10n.t('left out; the standard streams are not yours here: use a socket'))
    : option;

const nographic: Rule = (draft, _value, option) => {
  draft.fields.display = 'none';
  draft.withoutGraphics = true;
  told(draft, option, l10n.t('the serial port is this terminal, and "QEMU: Open Monitor" opens the monitor'));
  return undefined;
};

const ownTerminal: Rule = (draft, _value, option) =>
  told(draft, option, l10n.t('left out; it needs a terminal of its own'));

const display: Rule = (draft, value, option) =>
  /^curses\b/.test(value) ? ownTerminal(draft, value, option) : field('display')(draft, value, option);

/** The guest's name is the machine's; how QEMU names its process and threads is left to it. */
const name: Rule = ({ fields }, value, option) => {
  const items = readList(value, 'guest');
  const guest = valueIn(items, 'guest');
  if (guest !== undefined) fields.name = guest;
  const rest = items.filter(({ key }) => key !== 'guest');
  return rest.length === 0 ? undefined : { ...option, value: writeList(rest) };
};

const logItems: Rule = ({ fields }, value) => {
  fields.logItems = value.split(',');
  return undefined;
};

const logFile: Rule = (draft, _value, option) => {
  told(draft, option, l10n.t('QEMU logs into that file and not into the "QEMU" log'));
  return option;
};

const daemonize: Rule = (draft, _value, option) =>
  told(draft, option, l10n.t('left out; this terminal and Stop would lose the machine'));

const paused: Rule = (draft) => {
  draft.startsPaused = true;
  return undefined;
};

const gdb: Rule = (draft, value, option) => {
  const isShort = option.name === 's';
  if (!isShort && isOnTerminal(draft, backendOf(value))) return withoutGdb(draft, value, option);
  draft.gdb = isShort ? 'tcp::1234' : value;
  return undefined;
};

/** A GDB that starts QEMU itself, `target remote | qemu-system-… -gdb stdio`, is at the other end. */
const withoutGdb: Rule = (draft, _value, option) =>
  told(
    draft,
    option,
    l10n.t('left out; no GDB is on the standard streams here, and F5 has a connection of its own'),
  );

const machine: Rule = (draft, value) => {
  draft.machine.push(value);
  return undefined;
};

const semihosting: Rule = (draft, value) => {
  const items = readList(value, 'enable');
  const own = ['enable', 'enabled', 'chardev', 'target'];
  const before: AdoptedSemihosting = draft.semihosting ?? {
    enabled: true,
    chardev: undefined,
    target: undefined,
    rest: [],
  };
  draft.semihosting = {
    enabled: (valueIn(items, 'enable') ?? valueIn(items, 'enabled') ?? 'on') !== 'off',
    chardev: valueIn(items, 'chardev') ?? before.chardev,
    target: valueIn(items, 'target') ?? before.target,
    rest: [...before.rest, ...items.filter(({ key }) => !own.includes(key)).map((item) => writeList([item]))],
  };
  return undefined;
};

const RULES: Readonly<Record<string, Rule>> = {
  append: field('append'),
  bios: field('bios'),
  cpu: field('cpu'),
  dtb: field('dtb'),
  initrd: field('initrd'),
  kernel: field('kernel'),
  m: field('memory'),
  smp: field('smp'),
  machine,
  serial,
  debugcon: onTerminal((id) => ({ spelling: '-device', value: `isa-debugcon,chardev=${id}` })),
  parallel: onTerminal((id) => ({ spelling: '-parallel', value: `chardev:${id}` })),
  chardev,
  mon: monitor,
  monitor,
  qmp,
  'qmp-pretty': qmp,
  nographic,
  curses: ownTerminal,
  display,
  name,
  d: logItems,
  D: logFile,
  daemonize,
  S: paused,
  s: gdb,
  gdb,
  semihosting,
  'semihosting-config': semihosting,
};
