import { MESSAGES } from '../validation/messages';
import type { Loose, Rule } from '../validation/loose';
import { PATH_RULES } from '../validation/pathRules';
import { NAMED_PORT_RULES } from '../validation/portRules';
import type { Problem } from '../validation/problems';
import { readList, valueIn } from '../options/list';
import { readOptions } from '../options/read';
import { isObject } from '../shape';

/** Problems of a launch or attach configuration that lie in no single field. */
export function findDebugContradictions(config: unknown): Problem[] {
  return isObject(config) ? RULES.flatMap((rule) => rule(config)) : [];
}

const recordOrReplay: Rule = (config) =>
  config['record'] !== undefined && config['replay'] !== undefined
    ? [{ path: 'replay', message: MESSAGES.recordAndReplay() }]
    : [];

/** What QEMU cannot make happen again: disks need a driver of their own, and the network comes from outside. */
const recordable: Rule = (config) => {
  const field = ['record', 'replay'].find((name) => config[name] !== undefined);
  if (field === undefined) return [];
  const outside = ['drives', 'cdrom', 'fda', 'network', 'netdevs'].filter(
    (name) => config[name] !== undefined && config[name] !== 'none',
  );
  const accelerated = accelerator(config);
  return [
    ...outside.map((path) => ({ path, message: MESSAGES.notRecordable(field) })),
    ...(accelerated < 0
      ? []
      : [{ path: `args[${accelerated}]`, message: MESSAGES.recordNeedsEmulation(field) }]),
  ];
};

/** Index of the argument that asks for an accelerator other than QEMU's own translator; -1 if none does. */
function accelerator(config: Loose): number {
  const words = (Array.isArray(config['args']) ? config['args'] : []).map(String);
  const found = readOptions(words).find(({ name, value = '' }) => {
    if (name === 'enable-kvm') return true;
    const key = name === 'accel' || name === 'machine' ? 'accel' : '';
    const accel = valueIn(readList(value, name === 'accel' ? 'accel' : 'type'), key);
    return accel !== undefined && !accel.startsWith('tcg');
  });
  if (found === undefined) return -1;
  return found.value === undefined ? found.at : found.at + 1;
}

const withoutGdb: Rule = (config) =>
  config['debugger'] === 'none'
    ? ['stopOnSymbol', 'setupCommands', 'symbolFiles', 'sourceMap', 'gdb']
        .filter((path) => config[path] !== undefined)
        .map((path) => ({ path, message: MESSAGES.needsDebugger() }))
    : [];

const oneMachine: Rule = (config) => {
  if (config['request'] !== 'attach') return [];
  const endpoints = ['qmp', 'gdbStub', 'serial'].filter((name) => config[name] !== undefined);
  if (config['machine'] !== undefined)
    return endpoints.map((path) => ({ path, message: MESSAGES.machineOrEndpoints() }));
  if (config['qmp'] !== undefined || config['gdbStub'] !== undefined) return [];
  if (config['serial'] !== undefined) return [{ path: 'serial', message: MESSAGES.serialAlone() }];
  return [{ path: 'machine', message: MESSAGES.attachToWhat() }];
};

/** A launch has these checked as a machine. */
const ofMachines: Rule = (config) =>
  config['request'] === 'attach' ? [...NAMED_PORT_RULES, ...PATH_RULES].flatMap((rule) => rule(config)) : [];

const RULES: readonly Rule[] = [recordOrReplay, recordable, withoutGdb, oneMachine, ofMachines];
