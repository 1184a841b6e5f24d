import * as l10n from '@vscode/l10n';
import { adoptOptions } from '../adopt/adopt';
import type { Adopted, Notice } from '../adopt/adopted';
import { joinMachine } from '../adopt/joinMachine';
import { optionWarnings } from '../adopt/warnings';
import { MEMORY, SMP } from '../formats';
import { type QemuOption, readOptions, writeOptions } from '../options/read';
import { machineFields } from '../schema';
import type { PartialConfiguration } from '../types';
import { importDrives } from './drives';
import { about, Leftovers } from './leftovers';
import { importNetwork } from './network';
import { importPorts, isPortOption } from './ports';
import { importSwitches, semihostingField } from './switches';

/** QEMU's options, in the words of a configuration. */
export interface ImportedOptions {
  readonly fields: PartialConfiguration;
  /** `-S`. */
  readonly startsPaused: boolean;
  /** The value of `-gdb`; that of `-s` is `tcp::1234`. */
  readonly gdb: string | undefined;
  /** What is not as it was on the command line, and why. */
  readonly notices: readonly Notice[];
}

/**
 * Writes a command line as a configuration: fields where a field says all that an option says, `args` for the rest. What
 * an option means is decided by `adopt`, as it is when options come in `args`. Never throws.
 * @param words QEMU's arguments, without the program.
 * @param arch The architecture, if it is known.
 */
export function importOptions(words: readonly string[], arch: string | undefined): ImportedOptions {
  const options = readOptions(words);
  const adopted = adoptOptions(options.filter((option) => !isBeyondFields(option)));
  const rest = new Leftovers(unadopted(options, adopted));
  const notices: Notice[] = [];
  const serial = importPorts(adopted, rest, notices);
  const { log: traces, ...others } = {
    ...simpleFields(adopted, arch),
    ...importSemihosting(adopted, rest, options),
    ...importDrives(rest),
    ...importNetwork(rest, notices),
    ...importSwitches(rest, notices),
    ...(serial && !isUsual(serial) && { serial: [...serial] }),
  };
  const { logItems } = adopted.fields;
  const log = { ...(logItems && { items: [...logItems] }), ...traces };
  const args = writeOptions(rest.options);
  const ports = new Set(rest.named('serial').map((option) => about(option, '').option));
  const kept = adopted.notices.filter(({ option }) => !/^--?serial\b/.test(option) || ports.has(option));
  return {
    fields: inOrder({
      ...others,
      ...(Object.keys(log).length > 0 && { log }),
      ...(args.length > 0 && { args }),
    }),
    startsPaused: adopted.startsPaused,
    gdb: adopted.gdb,
    notices: [
      ...kept,
      ...notices,
      ...optionWarnings(args),
      ...windowNotice(adopted, options),
      ...incomplete(rest),
    ],
  };
}

/** Values that QEMU takes, or complains about, and a field does not. */
function isBeyondFields({ name, value = '' }: QemuOption): boolean {
  if (name === 'm') return !MEMORY.test(value);
  return name === 'smp' && !SMP.test(value);
}

/** What is no field yet. Options of ports come back, in their places. */
function unadopted(options: readonly QemuOption[], { left }: Adopted): QemuOption[] {
  return options.flatMap((option) =>
    isPortOption(option, options) || isBeyondFields(option)
      ? [option]
      : left.filter(({ at }) => at === option.at),
  );
}

/** Firmware that asks whether there is a screen even if it boots a kernel that it was given. */
const OPEN_FIRMWARE = /^(ppc|ppc64|sparc|sparc64)$/;

function simpleFields({ fields, machine, withoutGraphics }: Adopted, arch = ''): PartialConfiguration {
  const { logItems: _, memory, smp, display, ...others } = fields;
  // Without a kernel, a machine that has no display is told so anyway.
  const told = withoutGraphics && fields.kernel !== undefined && OPEN_FIRMWARE.test(arch);
  const board = joinMachine([...machine, ...(told ? ['graphics=off'] : [])]);
  return {
    ...others,
    ...(board !== '' && { machine: board }),
    ...(memory !== undefined && { memory: /^\d+$/.test(String(memory)) ? `${memory}M` : memory }),
    ...(smp !== undefined && { smp: /^\d+$/.test(String(smp)) ? Number(smp) : smp }),
    ...(display !== undefined && display !== 'none' && { display }),
  };
}

function importSemihosting(
  { semihosting }: Adopted,
  rest: Leftovers,
  options: readonly QemuOption[],
): PartialConfiguration {
  if (!semihosting?.enabled) return {};
  const field = semihostingField(semihosting);
  if (field !== undefined) return { semihosting: field };
  rest.putBack(options.filter(({ name }) => /^semihosting(-config)?$/.test(name)));
  return {};
}

/** One serial port with a terminal is what a machine has unless something else is said. */
function isUsual(serial: NonNullable<ReturnType<typeof importPorts>>): boolean {
  const [only, another] = serial;
  return only !== undefined && another === undefined && Object.keys(only).length === 0;
}

const SCREENS = ['display', 'nographic', 'curses', 'vnc', 'spice', 'sdl'];

function windowNotice({ withoutGraphics }: Adopted, options: readonly QemuOption[]): Notice[] {
  if (withoutGraphics || options.some(({ name }) => SCREENS.includes(name))) return [];
  return [
    {
      option: '-display',
      text: l10n.t(
        'QEMU would open a window, since nothing is said; here it has none. "display": "gtk" opens it',
      ),
    },
  ];
}

/** The last option of a line that something else completes, as cargo does for its runner. */
function incomplete(rest: Leftovers): Notice[] {
  return rest.options
    .filter(({ name, value, form }) => name !== '' && value === undefined && form && form.kind !== 'flag')
    .map((option) => about(option, l10n.t('its value is missing at the end of the command line; add it')));
}

/** As the schema has them, so that what is written looks the same each time. */
function inOrder(fields: PartialConfiguration): PartialConfiguration {
  const keys = Object.keys(machineFields) as (keyof PartialConfiguration)[];
  return Object.fromEntries(keys.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])));
}
