import { MESSAGES } from '../validation/messages';
import type { Problem } from '../validation/problems';
import { isObject } from '../shape';

/** A configuration whose fields may still be anything: rules speak only of what has the right type. */
type Loose = Readonly<Record<string, unknown>>;
type Rule = (config: Loose) => Problem[];

/** What no single field of a launch or attach configuration can be blamed for. */
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
  const outside = ['drives', 'cdrom', 'network'].filter(
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

/** Where the arguments ask for an accelerator other than QEMU's own translator. */
function accelerator(config: Loose): number {
  const args: unknown[] = Array.isArray(config['args']) ? config['args'] : [];
  return args.findIndex((argument, index) => {
    if (argument === '-enable-kvm' || argument === '--enable-kvm') return true;
    const before = args[index - 1];
    const value = typeof argument === 'string' && typeof before === 'string' ? argument : '';
    if (/^--?accel$/.test(String(before))) return value !== '' && !value.startsWith('tcg');
    return /^--?(machine|M)$/.test(String(before)) && /accel=(?!tcg)/.test(value);
  });
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

const RULES: readonly Rule[] = [recordOrReplay, recordable, withoutGdb, oneMachine];
