/** The small languages inside text fields. */

const SIZE = String.raw`\d+(\.\d+)?[bBkKmMgGtTpPeE]?`;

/** What QEMU's `-m` takes: `512M`, `1.5G`, `512` (MiB), `512M,slots=4,maxmem=2G`. */
export const MEMORY = new RegExp(`^(size=)?${SIZE}(,(slots=\\d+|maxmem=${SIZE}))*$`);

const COUNT = '(cpus|drawers|books|sockets|dies|clusters|modules|cores|threads|maxcpus)=[1-9]\\d*';

/** What QEMU's `-smp` takes: `4`, `4,sockets=2,cores=2`, `cores=4,threads=2`. */
export const SMP = new RegExp(`^([1-9]\\d*|${COUNT})(,${COUNT})*$`);

/** What QEMU takes for an `id`. */
export const ID = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** `tcp:HOST:GUEST`, two port numbers. */
export const FORWARD = /^(tcp|udp):\d{1,5}:\d{1,5}$/;

/** Ends up in terminal titles, log sources and API look-ups. */
export const PORT_NAME = /^[A-Za-z0-9_-]+$/;

/** A text that keeps all lines without it cheap: each is looked for in every byte that a guest prints. */
export const TRIGGER = /^[ -~]{3,64}$/;

/** One forwarded port of the guest. The host side listens on 127.0.0.1 only. */
export interface Forward {
  readonly protocol: 'tcp' | 'udp';
  readonly host: number;
  readonly guest: number;
}

/** Takes a `FORWARD` apart; the ports may still be out of range. */
export function parseForward(text: string): Forward {
  const [protocol, host, guest] = text.split(':');
  return { protocol: protocol === 'udp' ? 'udp' : 'tcp', host: Number(host), guest: Number(guest) };
}

export function hasValidPorts(text: string): boolean {
  const { host, guest } = parseForward(text);
  return [host, guest].every((port) => port >= 1 && port <= 65_535);
}

export function isRegExp(source: string): boolean {
  return regExpProblem(source) === undefined;
}

/** What the JavaScript engine says against a regular expression's source. */
export function regExpProblem(source: string): string | undefined {
  try {
    new RegExp(source);
    return undefined;
  } catch (error) {
    // "Invalid regular expression: /(/: Unterminated group": only the end is news to the person who wrote it.
    return error instanceof Error ? error.message.replace(/^.*: /s, '') : String(error);
  }
}
