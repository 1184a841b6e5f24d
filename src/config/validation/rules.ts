import { normalize } from 'node:path';
import { BUILT_IN } from '../defaults';
import { defaultPortName } from '../names';
import { portIndex } from '../ports';
import { FORWARD, parseForward } from './formats';
import { MESSAGES } from './messages';
import type { Problem } from './problems';
import { isObject } from '../shape';

/** A configuration whose fields may still be anything: rules speak only of what has the right type. */
type Loose = Readonly<Record<string, unknown>>;
type Rule = (config: Loose) => Problem[];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Loose => (isObject(value) ? value : {});
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What no single field can be blamed for. Says nothing about fields that have a problem of their own. */
export function findContradictions(config: unknown): Problem[] {
  return isObject(config) ? RULES.flatMap((rule) => rule(config)) : [];
}

const binary: Rule = (config) =>
  config['arch'] !== undefined && config['qemuPath'] !== undefined
    ? [{ path: 'qemuPath', message: MESSAGES.archAndPath() }]
    : [];

const kernel: Rule = (config) =>
  ['initrd', 'append']
    .filter((field) => config[field] !== undefined && config['kernel'] === undefined)
    .map((path) => ({ path, message: MESSAGES.needsKernel() }));

const portNames: Rule = (config) => {
  const ports = list(config['serial']).map((port) => text(object(port)['name']));
  return ports.flatMap((name, index) => {
    const rival = ports.findIndex(
      (other, at) =>
        at !== index && (other === undefined ? defaultPortName(at) === name : at < index && other === name),
    );
    if (name === undefined || rival < 0) return [];
    return [{ path: `serial[${index}].name`, message: MESSAGES.duplicateName(name, `serial[${rival}]`) }];
  });
};

const captures: Rule = (config) => {
  const files = new Map(inputs(config).map(({ path, file }) => [normalize(file), path]));
  const taken = new Map<string, string>();
  return list(config['serial']).flatMap((port, index) => {
    const capture = text(object(port)['capture']);
    if (capture === undefined) return [];
    const path = `serial[${index}].capture`;
    const file = normalize(capture);
    const input = files.get(file);
    if (input !== undefined) return [{ path, message: MESSAGES.captureOverwrites(input) }];
    const other = taken.get(file);
    if (other !== undefined) return [{ path, message: MESSAGES.duplicateCapture(other) }];
    taken.set(file, `serial[${index}]`);
    return [];
  });
};

/** The files that a machine reads. */
function inputs(config: Loose): { path: string; file: string }[] {
  const named = ['kernel', 'initrd', 'bios', 'cdrom'].map((path) => ({ path, file: config[path] }));
  const drives = list(config['drives']).map((drive, index) => ({
    path: `drives[${index}]`,
    file: isObject(drive) ? drive['file'] : drive,
  }));
  return [...named, ...drives].flatMap(({ path, file }) => {
    const known = text(file);
    return known === undefined ? [] : [{ path, file: known }];
  });
}

const debugConsoles: Rule = (config) => {
  const [first, ...others] = list(config['serial']).flatMap((port, index) =>
    object(port)['device'] === 'debugcon' ? [index] : [],
  );
  return others.map((index) => ({
    path: `serial[${index}].device`,
    message: MESSAGES.secondDebugcon(`serial[${first ?? 0}]`),
  }));
};

const forwards: Rule = (config) => {
  const taken = new Map<string, string>();
  return list(object(config['network'])['forward']).flatMap((forward, index) => {
    if (typeof forward !== 'string' || !FORWARD.test(forward)) return [];
    const path = `network.forward[${index}]`;
    const { protocol, host } = parseForward(forward);
    const other = taken.get(`${protocol}:${host}`);
    if (other !== undefined) return [{ path, message: MESSAGES.duplicateForward(other) }];
    taken.set(`${protocol}:${host}`, path);
    return [];
  });
};

const readyPort: Rule = (config) => {
  const { ready } = config;
  const wanted = object(ready)['port'];
  if (ready === undefined || ('serial' in config && !Array.isArray(config['serial']))) return [];
  if (wanted !== undefined && typeof wanted !== 'number' && typeof wanted !== 'string') return [];
  const ports = list(config['serial'] ?? [{}]).map((port, index) => ({
    name: text(object(port)['name']) ?? defaultPortName(index),
    device: text(object(port)['device']) ?? BUILT_IN.serial.device,
  }));
  if (portIndex(wanted, ports) >= 0) return [];
  const names = ports.filter(({ device }) => device !== 'none').map(({ name }) => name);
  if (names.length === 0 || wanted === undefined) return [{ path: 'ready', message: MESSAGES.noPorts() }];
  return [{ path: 'ready.port', message: MESSAGES.noSuchPort(JSON.stringify(wanted), names.join(', ')) }];
};

/** `"-device foo"` as one item is the commonest slip with `args`, and QEMU only says "invalid option". */
const joinedArguments: Rule = (config) => {
  const args = list(config['args']);
  return args.flatMap((item, index) => {
    const before = args[index - 1];
    // Behind an option stands its value, and a value (of -append, say) may look like this.
    const isValue = typeof before === 'string' && /^--?\w[\w-]*$/.test(before);
    const [, option, value] = (typeof item === 'string' && /^(--?[a-zA-Z][\w-]*)\s+(.+)$/.exec(item)) || [];
    if (isValue || option === undefined || value === undefined) return [];
    const message = MESSAGES.optionWithValue(JSON.stringify(option), JSON.stringify(value));
    return [{ path: `args[${index}]`, message }];
  });
};

const RULES: readonly Rule[] = [
  binary,
  kernel,
  portNames,
  captures,
  debugConsoles,
  forwards,
  readyPort,
  joinedArguments,
];
