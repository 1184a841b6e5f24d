/** Interrupt: the one byte that is sent outside of packets (GDB manual, "Packets"). */
export const INTERRUPT = '\x03';

/** A packet with its check sum, in characters of eight bits. */
export function frame(packet: string): string {
  let sum = 0;
  for (let index = 0; index < packet.length; index++) sum += packet.charCodeAt(index);
  return `$${packet}#${(sum & 0xff).toString(16).padStart(2, '0')}`;
}

/** What comes out of a stream in GDB's remote protocol, besides acknowledgements. */
export type Received = { readonly packet: string } | { readonly interrupt: true };

/** Takes a stream apart. Over a socket nothing is damaged on its way, so checksums are not verified. */
export class PacketReader {
  private rest = '';

  /** @param text In characters of eight bits. */
  push(text: string): Received[] {
    this.rest += text;
    const found: Received[] = [];
    for (;;) {
      const match = /^[+-]*(?:(\x03)|\$([^#]*)#[0-9a-fA-F]{2})/.exec(this.rest);
      if (!match) break;
      this.rest = this.rest.slice(match[0].length);
      found.push(match[1] === undefined ? { packet: match[2] ?? '' } : { interrupt: true });
    }
    if (/^[+-]+$/.test(this.rest)) this.rest = '';
    return found;
  }

  get pending(): number {
    return this.rest.length;
  }
}
