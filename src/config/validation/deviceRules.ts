import { FORWARD, parseForward } from '../formats';
import { duplicates, list, type Loose, object, type Rule, text } from './loose';
import { MESSAGES } from './messages';

/** Our own ids begin with it, so that they cannot clash with a person's own. */
const OUR_IDS = /^qsd-/;

const forwards: Rule = (config) =>
  duplicates(
    forwardLists(config).flatMap(({ path, rules }) =>
      rules.map((rule, index) => ({ path: `${path}[${index}]`, key: hostPort(rule) })),
    ),
    MESSAGES.duplicateForward,
  );

function forwardLists(config: Loose): { path: string; rules: readonly unknown[] }[] {
  const network = { path: 'network.forward', rules: list(object(config['network'])['forward']) };
  const netdevs = list(config['netdevs']).map((netdev, index) => ({
    path: `netdevs[${index}].forward`,
    rules: list(object(netdev)['forward']),
  }));
  return [network, ...netdevs];
}

function hostPort(rule: unknown): string | undefined {
  if (typeof rule !== 'string' || !FORWARD.test(rule)) return undefined;
  const { protocol, host } = parseForward(rule);
  return `${protocol}:${host}`;
}

const ids: Rule = (config) => {
  const named = ['drives', 'netdevs'].flatMap((field) =>
    list(config[field]).map((item, index) => ({
      path: `${field}[${index}].id`,
      owner: `${field}[${index}]`,
      key: text(object(item)['id']),
    })),
  );
  const ours = named
    .filter(({ key = '' }) => OUR_IDS.test(key))
    .map(({ path }) => ({ path, message: MESSAGES.ourId() }));
  return [...ours, ...duplicates(named, MESSAGES.duplicateId)];
};

/** A device of one's own takes the drive from nobody else. */
const driveDevices: Rule = (config) =>
  list(config['drives']).flatMap((drive, index) => {
    const { device, interface: bus } = object(drive);
    if (device === undefined || bus === undefined || bus === 'none') return [];
    return [{ path: `drives[${index}].device`, message: MESSAGES.deviceAndInterface() }];
  });

const noNetwork: Rule = (config) =>
  config['network'] === 'none' && list(config['netdevs']).length > 0
    ? [{ path: 'netdevs', message: MESSAGES.noNetwork() }]
    : [];

export const DEVICE_RULES: readonly Rule[] = [forwards, ids, driveDevices, noNetwork];
