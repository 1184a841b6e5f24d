import { BUILT_IN } from '../defaults';
import type { ResolvedNetdev, ResolvedNetwork } from '../resolved';
import type { MachineConfiguration, NetdevConfiguration } from '../types';
import { parseForward } from '../formats';

export function resolveNetwork(
  network: NonNullable<MachineConfiguration['network']>,
): 'none' | ResolvedNetwork {
  if (network === 'none') return 'none';
  if (network === 'user') return { forward: [] };
  return { ...network, forward: (network.forward ?? []).map(parseForward) };
}

export function resolveNetdev(netdev: NetdevConfiguration, index: number): ResolvedNetdev {
  return {
    ...BUILT_IN.netdevs,
    id: `qsd-net${index}`,
    ...netdev,
    forward: (netdev.forward ?? []).map(parseForward),
  };
}
