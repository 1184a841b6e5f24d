import * as l10n from '@vscode/l10n';
import { backendOf, chardevBackend } from '../options/characterDevice';
import { readList, valueIn, writeList } from '../options/list';
import { type QemuOption, readOptions, writeOptions } from '../options/read';
import type { Adopted, AdoptedFields, AdoptedPort, AdoptedSemihosting } from './adopted';
import { optionWarnings } from './warnings';

/** What somebody's options come to, while they are gone through. */
type Draft = { -readonly [key in keyof Omit<Adopted, 'fields' | 'args'>]: Mutable<Adopted[key]> } & {
  fields: { -readonly [key in keyof AdoptedFields]: AdoptedFields[key] };
  args: QemuOption[];
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
  const options = readOptions(words);
  const draft: Draft = {
    fields: {},
    machine: [],
    ports: [],
    semihosting: undefined,
    startsPaused: false,
    gdb: undefined,
    args: [],
    notices: options.flatMap(optionWarnings),
    terminals: new Set(options.flatMap(terminalChardev)),
  };
  for (const option of options) {
    const rule = Object.hasOwn(RULES, option.name) ? RULES[option.name] : undefined;
    const complete = option.value !== undefined || option.form?.kind === 'flag';
    const left = rule && complete ? rule(draft, option.value ?? '', option) : option;
    if (left) draft.args.push(left);
  }
  adoptUnusedTerminals(draft);
  const { terminals: _, args, ...rest } = draft;
  return { ...rest, args: writeOptions(args) };
}

function terminalChardev({ name, value = '' }: QemuOption): string[] {
  const made = name === 'chardev' ? chardevBackend(value) : undefined;
  return made?.backend === 'terminal' ? [made.id] : [];
}

/** A console that some `-device` has, and that is on the standard streams. */
function adoptUnusedTerminals(draft: Draft): void {
  for (const chardev of draft.terminals) {
    if (draft.ports.every((port) => port.chardev !== chardev))
      draft.ports.push({ device: 'chardev', chardev });
  }
}

const field =
  (name: 'append' | 'bios' | 'cpu' | 'display' | 'dtb' | 'initrd' | 'kernel' | 'memory' | 'smp'): Rule =>
  ({ fields }, value) => {
    fields[name] = value;
    return undefined;
  };

/** In QEMU's order: the first `-serial` is the first port. */
const serial: Rule = ({ ports, notices, terminals }, value) => {
  const backend = backendOf(value);
  const elsewhere = (): AdoptedPort => {
    notices.push(
      l10n.t('args: -serial {0}: this port has no terminal; it goes where the option says.', value),
    );
    return { device: 'none', backend: value };
  };
  if (backend === 'terminal') ports.push({ device: 'uart' });
  else if (typeof backend === 'object' && terminals.has(backend.chardev))
    ports.push({ device: 'uart', chardev: backend.chardev });
  else ports.push(elsewhere());
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

const monitor: Rule = ({ notices, terminals }, value, option) => {
  const backend = option.name === 'mon' ? { chardev: monitorChardev(value) } : backendOf(value);
  const ours = typeof backend === 'object' ? terminals.has(backend.chardev) : backend === 'terminal';
  if (!ours) return option;
  notices.push(
    l10n.t('args: {0} {1} is left out: "QEMU: Open Monitor" opens the monitor.', option.spelling, value),
  );
  return undefined;
};

const monitorChardev = (value: string): string => valueIn(readList(value, 'chardev'), 'chardev') ?? '';

const qmp: Rule = ({ notices }, value, option) => {
  if (backendOf(value) !== 'terminal') return option;
  notices.push(
    l10n.t(
      'args: {0} {1} is left out: the standard streams are not yours here; use a socket.',
      option.spelling,
      value,
    ),
  );
  return undefined;
};

const nographic: Rule = ({ fields, machine, notices }) => {
  fields.display = 'none';
  machine.push('graphics=off');
  notices.push(
    l10n.t('args: -nographic: the serial port is this terminal, and "QEMU: Open Monitor" opens the monitor.'),
  );
  return undefined;
};

const ownTerminal: Rule = ({ notices }, _value, option) => {
  notices.push(l10n.t('args: {0} is left out: it needs a terminal of its own.', option.spelling));
  return undefined;
};

const display: Rule = (draft, value, option) =>
  /^curses\b/.test(value)
    ? ownTerminal(draft, value, { ...option, spelling: `${option.spelling} ${value}` })
    : field('display')(draft, value, option);

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

const logFile: Rule = ({ notices }, value, option) => {
  notices.push(l10n.t('args: -D {0}: QEMU logs into that file and not into the "QEMU" log.', value));
  return option;
};

const daemonize: Rule = ({ notices }, _value, option) => {
  notices.push(
    l10n.t('args: {0} is left out: this terminal and Stop would lose the machine.', option.spelling),
  );
  return undefined;
};

const paused: Rule = (draft) => {
  draft.startsPaused = true;
  return undefined;
};

const gdb: Rule = (draft, value, option) => {
  draft.gdb = option.name === 's' ? 'tcp::1234' : value;
  return undefined;
};

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
