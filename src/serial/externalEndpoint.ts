/** Where a socket listens. */
export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** Where an external QEMU, one that was started outside this window, has a serial port. */
export type ExternalEndpoint = {
  /** As a person writes it, such as `tcp:127.0.0.1:4444`: what messages call it. */
  readonly text: string;
} & (
  | { readonly kind: 'unix' | 'tcp' | 'telnet'; readonly address: SocketAddress }
  | { readonly kind: 'pty'; readonly path: string }
);

/**
 * What became of an external QEMU's end of a port: `unserved`, it has not accepted the connection yet; `ended`,
 * nothing more will come, and every reader has had the last byte.
 */
export interface EndpointNews {
  readonly port: number;
  readonly news: 'unserved' | 'ended';
  /** A sentence for people. */
  readonly text: string;
}
