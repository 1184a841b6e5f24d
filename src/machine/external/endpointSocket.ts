import type { Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import type { Endpoint } from '../../config/endpoints';
import { connectSocket } from '../../serial/connectSocket';

/** An endpoint as a person writes it. */
export function endpointText(endpoint: Endpoint): string {
  if ('path' in endpoint) return `${endpoint.kind}:${endpoint.path}`;
  return `${endpoint.kind}:${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
}

/**
 * Connects to a unix or TCP endpoint.
 * @throws as {@link connectSocket} does.
 */
export async function connectEndpoint(endpoint: Endpoint, signal: AbortSignal): Promise<Socket> {
  const where = endpointText(endpoint);
  if (endpoint.kind !== 'unix' && endpoint.kind !== 'tcp')
    throw new Error(l10n.t('{0}: only unix: and tcp: can be connected to here.', where));
  return await connectSocket(where, endpoint, signal);
}
