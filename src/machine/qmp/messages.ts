/** The messages of QEMU's machine protocol, as far as we look into them (QEMU's docs/interop/qmp-spec). */

export type QmpArguments = Readonly<Record<string, unknown>>;

interface QmpVersion {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** The distributor's words, e.g. `Debian 1:7.2+dfsg-7`. */
  readonly package: string;
}

export interface QmpGreeting {
  readonly version: QmpVersion;
  readonly capabilities: readonly string[];
}

export interface QmpEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
  /** Milliseconds since the epoch, by QEMU's clock. */
  readonly time: number;
}

/** What a line from QEMU may be. `id` is absent when QEMU could not tell which command it answers. */
export type QmpMessage =
  | { readonly kind: 'greeting'; readonly greeting: QmpGreeting }
  | { readonly kind: 'return'; readonly id: unknown; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: unknown; readonly class: string; readonly desc: string }
  | { readonly kind: 'event'; readonly event: QmpEvent }
  | { readonly kind: 'unknown' };

/**
 * Reads one line.
 * @throws {SyntaxError} when it is not JSON.
 */
export function parseMessage(line: string): QmpMessage {
  const message = asRecord(JSON.parse(line));
  if ('return' in message) return { kind: 'return', id: message['id'], value: message['return'] };
  if ('error' in message) {
    const error = asRecord(message['error']);
    return { kind: 'error', id: message['id'], class: text(error['class']), desc: text(error['desc']) };
  }
  if ('event' in message) return { kind: 'event', event: readEvent(message) };
  if ('QMP' in message) return { kind: 'greeting', greeting: readGreeting(asRecord(message['QMP'])) };
  return { kind: 'unknown' };
}

function readEvent(message: Record<string, unknown>): QmpEvent {
  const stamp = asRecord(message['timestamp']);
  const seconds = number(stamp['seconds']);
  // QEMU says -1 when it could not read the clock.
  const time = seconds > 0 ? seconds * 1000 + number(stamp['microseconds']) / 1000 : Date.now();
  return { name: text(message['event']), data: asRecord(message['data']), time };
}

function readGreeting(body: Record<string, unknown>): QmpGreeting {
  const version = asRecord(body['version']);
  const qemu = asRecord(version['qemu']);
  const capabilities = Array.isArray(body['capabilities']) ? body['capabilities'].map(text) : [];
  return {
    version: {
      major: number(qemu['major']),
      minor: number(qemu['minor']),
      micro: number(qemu['micro']),
      package: text(version['package']).trim(),
    },
    capabilities,
  };
}

/** The value as an object; an empty one when it is something else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
