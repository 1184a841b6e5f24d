import { escapeCommas } from '../../config/options/list';
import type { ResolvedConfiguration, ResolvedNetdev } from '../../config/resolved';
import type { Forward } from '../../config/formats';

/** Network cards and what they are connected to. */
export function networkOptions({ network, netdevs }: ResolvedConfiguration): string[] {
  return [...(network === undefined ? [] : ['-nic', nicValue(network)]), ...netdevs.flatMap(netdevOptions)];
}

function nicValue(network: NonNullable<ResolvedConfiguration['network']>): string {
  if (network === 'none') return 'none';
  const { model, forward } = network;
  const card = model === undefined ? [] : [`model=${escapeCommas(model)}`];
  return ['user', ...card, ...forward.map(forwardValue)].join(',');
}

function netdevOptions({ type, id, device, forward, options }: ResolvedNetdev): string[] {
  const backend = [
    type,
    `id=${id}`,
    ...forward.map(forwardValue),
    ...(options === undefined ? [] : [options]),
  ];
  return [
    ...['-netdev', backend.join(',')],
    ...(device === undefined ? [] : ['-device', `${device},netdev=${id}`]),
  ];
}

/** Never an empty host address: QEMU would listen on every interface of this computer. */
const forwardValue = ({ protocol, host, guest }: Forward): string =>
  `hostfwd=${protocol}:127.0.0.1:${host}-:${guest}`;
