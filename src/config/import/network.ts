import * as l10n from '@vscode/l10n';
import type { Notice } from '../adopt/adopted';
import { hasValidPorts, ID } from '../formats';
import { type ListItem, readList, valueIn, writeList } from '../options/list';
import type { QemuOption } from '../options/read';
import type { NetdevConfiguration, PartialConfiguration } from '../types';
import { about, deviceText, type Leftovers } from './leftovers';

type Network = Pick<PartialConfiguration, 'network' | 'netdevs'>;

/** The address that user networking gives to the guest. */
const GUEST = '10.0.2.15';

/** Turns network cards and their back ends into fields, if these say all that the options say. */
export function importNetwork(rest: Leftovers, notices: Notice[]): Network {
  const netdevs = importNetdevs(rest, notices);
  const network = importNic(rest, notices) ?? importNet(rest, notices);
  return {
    // With back ends of one's own there is no other card anyway.
    ...(network !== undefined && !(network === 'none' && netdevs.length > 0) && { network }),
    ...(netdevs.length > 0 && { netdevs }),
  };
}

function importNetdevs(rest: Leftovers, notices: Notice[]): NetdevConfiguration[] {
  return rest.named('netdev').flatMap((option) => {
    const { value = '' } = option;
    const items = value.trimStart().startsWith('{') ? [] : readList(value, 'type');
    const type = valueIn(items, 'type');
    const id = valueIn(items, 'id');
    const forward = forwardsIn(items);
    if (type === undefined || id === undefined || !ID.test(id) || id.startsWith('qsd-') || !forward)
      return [];
    notices.push(...loopback(option, items));
    const others = items.filter(({ key }) => !['type', 'id', 'hostfwd'].includes(key));
    const device = rest.deviceWith('netdev', id);
    const moves = device && rest.canComeFirst(device);
    rest.take(moves ? [option, device.option] : [option]);
    return [
      {
        ...(type !== 'user' && { type }),
        id,
        ...(moves && { device: deviceText(device, 'netdev') }),
        ...(forward.length > 0 && { forward }),
        ...(others.length > 0 && { options: writeList(others) }),
      },
    ];
  });
}

/** The newer way: one option for both. */
function importNic(rest: Leftovers, notices: Notice[]): Network['network'] {
  const [option, another] = rest.named('nic');
  if (!option || another) return undefined;
  const items = readList(option.value ?? '', 'type');
  const type = valueIn(items, 'type');
  if (type === 'none' && items.length === 1) {
    rest.take([option]);
    return 'none';
  }
  const known = items.every(({ key }) => ['type', 'model', 'hostfwd'].includes(key));
  const forward = forwardsIn(items);
  if (type !== 'user' || !known || !forward) return undefined;
  notices.push(...loopback(option, items));
  rest.take([option]);
  return networkOf(valueIn(items, 'model'), forward);
}

/** The old way: `-net nic -net user`, or `-net none`. */
function importNet(rest: Leftovers, notices: Notice[]): Network['network'] {
  const options = rest.named('net');
  const all = options.map(({ value = '' }) => readList(value, 'type'));
  const ofType = (type: string): readonly ListItem[] | undefined =>
    all.find((items) => valueIn(items, 'type') === type);
  const [nic, user] = [ofType('nic'), ofType('user')];
  if (options.length === 1 && ofType('none')) {
    rest.take(options);
    return 'none';
  }
  const forward = forwardsIn(user ?? []);
  const known = all.flat().every(({ key }) => ['type', 'model', 'hostfwd'].includes(key));
  if (options.length !== 2 || !nic || !user || !known || !forward) return undefined;
  for (const option of options) notices.push(...loopback(option, readList(option.value ?? '', 'type')));
  rest.take(options);
  return networkOf(valueIn(nic, 'model'), forward);
}

function networkOf(model: string | undefined, forward: string[]): Network['network'] {
  if (model === undefined && forward.length === 0) return 'user';
  return { ...(model !== undefined && { model }), ...(forward.length > 0 && { forward }) };
}

/** The rules as fields have them; undefined if one says more than a field can. */
function forwardsIn(items: readonly ListItem[]): string[] | undefined {
  const rules = items.filter(({ key }) => key === 'hostfwd').map(({ value }) => forwardOf(value));
  const complete = rules.flatMap((rule) => rule ?? []);
  return complete.length === rules.length ? complete : undefined;
}

const RULE = /^(tcp|udp|):([^:]*):(\d+)-([^:]*):(\d+)$/;
const HERE = ['', '0.0.0.0', '127.0.0.1', 'localhost'];

function forwardOf(rule: string): string | undefined {
  const [, protocol = '', address = '', host, guestAddress = '', guest] = RULE.exec(rule) ?? [];
  if (host === undefined || !HERE.includes(address) || !['', GUEST].includes(guestAddress)) return undefined;
  const text = `${protocol === '' ? 'tcp' : protocol}:${host}:${guest}`;
  return hasValidPorts(text) ? text : undefined;
}

/** What was open to the whole network is not any more. */
function loopback(option: QemuOption, items: readonly ListItem[]): Notice[] {
  const open = items.some(
    ({ key, value }) => key === 'hostfwd' && ['', '0.0.0.0'].includes(RULE.exec(value)?.[2] ?? 'x'),
  );
  return open
    ? [about(option, l10n.t('the forwarded port is open to this computer only, not to its networks'))]
    : [];
}
