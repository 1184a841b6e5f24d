import { normalize } from 'node:path';
import { BUILT_IN } from '../defaults';
import { defaultPortName } from '../names';
import { portIndex, portsOf, type PortSources } from '../ports';
import { adoptedIn, duplicates, list, type Loose, object, type Rule, text } from './loose';
import { MESSAGES } from './messages';
import { filesIn } from './pathRules';
import type { Problem } from './problems';

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
  const files = new Map(filesIn(config).map(({ path, file }) => [normalize(file), path]));
  const written = list(config['serial']).map((port, index) => {
    const capture = text(object(port)['capture']);
    return {
      path: `serial[${index}].capture`,
      owner: `serial[${index}]`,
      key: capture === undefined ? undefined : normalize(capture),
    };
  });
  const overwriting = written.flatMap(({ path, key = '' }) => {
    const input = files.get(key);
    return input === undefined ? [] : [{ path, message: MESSAGES.captureOverwrites(input) }];
  });
  const others = written.filter(({ key = '' }) => !files.has(key));
  return [...overwriting, ...duplicates(others, MESSAGES.duplicateCapture)];
};

/** A machine has one port 0xe9, and one console for semihosting. */
const single =
  (device: string, message: (first: string) => string): Rule =>
  (config) =>
    duplicates(
      list(config['serial']).map((port, index) => ({
        path: `serial[${index}].device`,
        owner: `serial[${index}]`,
        key: object(port)['device'] === device ? device : undefined,
      })),
      message,
    );

const readyPort: Rule = (config) =>
  config['ready'] === undefined ? [] : missingPort(config, 'ready', object(config['ready'])['port']);

const matches: Rule = (config) =>
  list(config['onMatch']).flatMap((match, index) => {
    const path = `onMatch[${index}]`;
    const { port, send, do: verbs } = object(match);
    const idle = send === undefined && (verbs === undefined || (Array.isArray(verbs) && verbs.length === 0));
    return [...missingPort(config, path, port), ...(idle ? [{ path, message: MESSAGES.idleMatch() }] : [])];
  });

/** @param path The field that waits for what the port prints. */
export function missingPort(config: Loose, path: string, wanted: unknown): Problem[] {
  if ('serial' in config && !Array.isArray(config['serial'])) return [];
  if (wanted !== undefined && typeof wanted !== 'number' && typeof wanted !== 'string') return [];
  const ports = existingPorts(config);
  if (portIndex(wanted, ports) >= 0) return [];
  const names = ports.filter(({ device }) => device !== 'none').map(({ name }) => name);
  if (names.length === 0 || wanted === undefined) return [{ path, message: MESSAGES.noPorts() }];
  return [{ path: `${path}.port`, message: MESSAGES.noSuchPort(JSON.stringify(wanted), names.join(', ')) }];
}

function existingPorts(config: Loose): { name: string; device: string }[] {
  const sources = { ...config, adopted: adoptedIn(config) } as PortSources;
  return portsOf(sources).map((port, index) => ({
    name: text(object(port)['name']) ?? defaultPortName(index),
    device: text(object(port)['device']) ?? BUILT_IN.serial.device,
  }));
}

/** What holds for the ports of any QEMU. */
export const NAMED_PORT_RULES: readonly Rule[] = [portNames, captures];

export const PORT_RULES: readonly Rule[] = [
  ...NAMED_PORT_RULES,
  single('debugcon', MESSAGES.secondDebugcon),
  single('semihosting', MESSAGES.secondSemihosting),
  readyPort,
  matches,
];
