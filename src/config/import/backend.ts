import { readList, valueIn } from '../options/list';

/** Where the bytes of a port go that has no terminal on a command line. */
export type Destination =
  /** Nowhere, and whether there is a device at all. */
  | { readonly kind: 'nowhere'; readonly device: boolean }
  | { readonly kind: 'file'; readonly path: string }
  /** A program that must be there before QEMU is, or a pty that somebody opens: made for a terminal. */
  | { readonly kind: 'console' }
  /** A place where others come to. */
  | { readonly kind: 'server' }
  /** A device of this computer, a pipe. */
  | { readonly kind: 'elsewhere' };

/** What the value of a `-serial` says, if it is no terminal. */
export function destinationOf(value: string): Destination {
  const device = value.replace(/^mon:/, '');
  const [, kind = '', rest = ''] = /^([A-Za-z]+):?(.*)$/s.exec(device) ?? [];
  if (kind === 'null' || kind === 'none') return { kind: 'nowhere', device: kind === 'null' };
  if (kind === 'file') return { kind: 'file', path: rest };
  if (kind === 'pty') return { kind: 'console' };
  if (!['tcp', 'telnet', 'websocket', 'unix'].includes(kind)) return { kind: 'elsewhere' };
  return isServer(readList(rest, 'where')) ? { kind: 'server' } : { kind: 'console' };
}

/** The same for the long form, `-chardev BACKEND,…`. */
export function chardevDestination(value: string): Destination {
  const items = readList(value, 'backend');
  const backend = valueIn(items, 'backend');
  const path = valueIn(items, 'path');
  if (backend === 'null') return { kind: 'nowhere', device: true };
  if (backend === 'file' && path !== undefined) return { kind: 'file', path };
  if (backend === 'pty') return { kind: 'console' };
  if (backend !== 'socket') return { kind: 'elsewhere' };
  return isServer(items) ? { kind: 'server' } : { kind: 'console' };
}

function isServer(items: ReturnType<typeof readList>): boolean {
  return !['off', 'no', 'false', undefined].includes(valueIn(items, 'server'));
}
