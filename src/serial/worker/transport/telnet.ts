/** Commands and options by their numbers: RFC 854, 855, 856 (binary), 857 (echo), 858 (suppress go-ahead). */
const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const BINARY = 0;
const ECHO = 1;
const SUPPRESS_GO_AHEAD = 3;

/** What the other end may do, and what we do when it asks: all that a serial line needs. The rest is refused. */
const THEIRS = new Set([BINARY, ECHO, SUPPRESS_GO_AHEAD]);
const OURS = new Set([BINARY, SUPPRESS_GO_AHEAD]);

/**
 * What QEMU's telnet chardev begins with. It negotiates nothing after that and sends each byte as it is: it does not
 * double its 255s, as RFC 854 asks (`tcp_chr_telnet_init` and `tcp_chr_write` in `chardev/char-socket.c`; seen with
 * 7.2). Behind this greeting nothing is a command, then, or bytes of the guest would be taken for some.
 */
const QEMU_GREETING = [
  ...[IAC, WILL, ECHO],
  ...[IAC, WILL, SUPPRESS_GO_AHEAD],
  ...[IAC, WILL, BINARY],
  ...[IAC, DO, BINARY],
];

type Expected = 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation command';

/** One telnet connection between its bytes and those of a serial port: takes commands out, answers, doubles 255. */
export class Telnet {
  private expected: Expected = 'data';
  private command = 0;
  /** How much of the greeting has come so far; -1 when it was another one. */
  private greeted = 0;
  /** The options that have been asked for, by the verb that asked. */
  private readonly asked = { [WILL]: new Set<number>(), [DO]: new Set<number>() };

  /** @param answer Sends bytes to the other end as they are. */
  constructor(private readonly answer: (bytes: Uint8Array) => void) {}

  /** What the port has received with these bytes of the line. Commands may be split anywhere. */
  take(bytes: Uint8Array): Uint8Array {
    const data = new Uint8Array(bytes.length);
    let length = 0;
    for (const [at, byte] of bytes.entries()) {
      if (this.greeted === QEMU_GREETING.length) {
        data.set(bytes.subarray(at), length);
        return data.subarray(0, length + bytes.length - at);
      }
      this.greet(byte);
      if (this.isData(byte)) data[length++] = byte;
    }
    return data.subarray(0, length);
  }

  /** The bytes of the line that send these. */
  give(bytes: Uint8Array): Uint8Array {
    return bytes.includes(IAC) ? Uint8Array.from(doubled(bytes)) : bytes;
  }

  private greet(byte: number): void {
    if (this.greeted >= 0) this.greeted = QEMU_GREETING[this.greeted] === byte ? this.greeted + 1 : -1;
  }

  private isData(byte: number): boolean {
    switch (this.expected) {
      case 'data':
        if (byte !== IAC) return true;
        this.expected = 'command';
        return false;
      case 'command':
        return this.isEscaped(byte);
      case 'option':
        this.expected = 'data';
        this.negotiate(this.command, byte);
        return false;
      case 'subnegotiation':
        if (byte === IAC) this.expected = 'subnegotiation command';
        return false;
      case 'subnegotiation command':
        this.expected = byte === SE ? 'data' : 'subnegotiation';
        return false;
    }
  }

  /** The byte after IAC. Commands without an option (no operation, go ahead, …) say nothing to a serial line. */
  private isEscaped(byte: number): boolean {
    this.command = byte;
    if (byte >= WILL && byte <= DONT) this.expected = 'option';
    else this.expected = byte === SB ? 'subnegotiation' : 'data';
    return byte === IAC;
  }

  /** Only what changes something is answered: two ends that always answer would never be done (RFC 854). */
  private negotiate(command: number, option: number): void {
    const asks = command === WILL || command === DO;
    const word = command === WILL || command === WONT ? WILL : DO;
    const asked = this.asked[word];
    if (asked.has(option) === asks) return;
    if (asks) asked.add(option);
    else asked.delete(option);
    const allowed = (word === WILL ? THEIRS : OURS).has(option);
    // What was refused does not end.
    if (!asks && !allowed) return;
    const [yes, no] = word === WILL ? [DO, DONT] : [WILL, WONT];
    this.answer(Uint8Array.of(IAC, asks && allowed ? yes : no, option));
  }
}

function* doubled(bytes: Uint8Array): Generator<number> {
  for (const byte of bytes) {
    yield byte;
    if (byte === IAC) yield IAC;
  }
}
