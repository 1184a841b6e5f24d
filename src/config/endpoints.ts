/**
 * Where an external QEMU can be reached: one that runs already, started outside this window. The words are those of
 * QEMU's own `-serial`, `-qmp` and `-gdb`: `unix:PATH`, `tcp:HOST:PORT`, `telnet:HOST:PORT`, `pty:PATH`.
 * @module
 */

export type Endpoint =
  | { readonly kind: 'unix' | 'pty'; readonly path: string }
  | { readonly kind: 'tcp' | 'telnet'; readonly host: string; readonly port: number };

/** Host names, IPv4, and IPv6 in brackets. */
const HOST = String.raw`\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+`;

/** The form of every endpoint; the port may still be out of range. */
export const ENDPOINT = new RegExp(`^(?:(?:unix|pty):.+|(?:tcp|telnet):(?:${HOST}):\\d{1,5})$`);

/** The same without what is for terminals only: for QMP and for a debugger's stub. */
export const STREAM_ENDPOINT = new RegExp(`^(?:unix:.+|tcp:(?:${HOST}):\\d{1,5})$`);

/** Takes an endpoint apart; undefined when it has another form or no such port. */
export function parseEndpoint(text: string): Endpoint | undefined {
  if (!ENDPOINT.test(text)) return undefined;
  const kind = text.slice(0, text.indexOf(':')) as Endpoint['kind'];
  const rest = text.slice(kind.length + 1);
  if (kind === 'unix' || kind === 'pty') return { kind, path: rest };
  const colon = rest.lastIndexOf(':');
  const port = Number(rest.slice(colon + 1));
  const host = rest.slice(0, colon).replace(/^\[|\]$/g, '');
  return port >= 1 && port <= 65_535 ? { kind, host, port } : undefined;
}

export function isEndpoint(text: string): boolean {
  return parseEndpoint(text) !== undefined;
}
