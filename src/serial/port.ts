import type { Event } from '../concurrency/event';
import type { PortCounters, ScreenSize, TerminalOptions, TimestampKind } from './protocol';
import type { WaitMatch } from './waitMatch';

export interface PortWaitOptions {
  readonly timeoutMs: number;
  /** A byte offset in the port's output. Default: the end of the last match on this port. */
  readonly from?: number;
  /** Searches the bytes as they are, not the text as a person sees it. */
  readonly raw?: boolean;
  /** Leaves it to others where the next search on this port begins. */
  readonly apart?: boolean;
  /** What is waited for, in words, for errors; the pattern as it is written unless told. */
  readonly what?: string;
}

/** One serial port, as the main thread sees it. No byte of it passes through here unless somebody asks for it. */
export interface SerialPort {
  readonly name: string;
  /** The file that holds what it has received, from the first byte on; gone when its machine has ended. */
  readonly spool: string;
  /**
   * Resolves when all of it has been written to QEMU; text in the port's encoding. What is sent before QEMU is there waits for it; what several
   * callers send arrives in the order of the calls, each whole.
   * @throws when the machine has ended; for a character that the encoding does not have, and then nothing is sent; `signal.reason` on
   * abort, and then a part may have been written.
   */
  send(data: string | Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * Waits for text. Without the `m` flag, a RegExp's `^` is the beginning of the search; one match spans at most 16 kB.
   * @throws after `timeoutMs` milliseconds or at the machine's end; the message ends with the last lines received.
   */
  waitFor(pattern: string | RegExp, options: PortWaitOptions, signal: AbortSignal): Promise<WaitMatch>;
  /** What was received since a byte offset, and up to another one, as far as it is kept, as text. @throws above 64 MiB. */
  text(from: number, signal: AbortSignal, to?: number): Promise<string>;
  /** How its text is bytes, as `files.encoding` names it: of all text that goes in or out. Bytes stay as they are. */
  readonly encoding: string;
  /** Takes its text for another one, and redraws its terminals from the bytes that are kept. */
  decodeAs(encoding: string): void;
  /** The last lines that were received, as a person sees them, for a message; empty if there are none. */
  lastLines(signal: AbortSignal): Promise<string>;
  /**
   * Everything received from the subscription on, in order. Costs nothing while nobody listens. The bytes are valid
   * during the call only, in memory that is shared and reused: a listener copies what it keeps.
   */
  readonly onDidReceive: Event<Uint8Array>;
  /** Marks the line of a byte on the scroll bars of the port's terminals. */
  mark(offset: number): void;
  /** @throws when the worker thread has ended. */
  openTerminal(options: TerminalOptions): TerminalStream;
  /** Refreshed a few times a second while they change. */
  readonly counters: PortCounters;
  readonly onDidChangeCounters: Event<PortCounters>;
}

/** One terminal on a port; several may exist. A pseudoterminal is a thin layer over it. */
export interface TerminalStream {
  /** Text for the terminal. Output begins with the first listener, so that none is missed. */
  readonly onData: Event<string>;
  /** Everything that comes from the terminal: keys, pastes, and its answers to questions. */
  handleInput(data: string): void;
  readonly isPaused: boolean;
  pauseOutput(): void;
  resumeOutput(): void;
  /** Tells the size of the terminal: what a guest asks of it is held to that. */
  resize(size: ScreenSize): void;
  /** Which times stand in front of lines; undefined: none. */
  readonly timestamps: TimestampKind | undefined;
  /** Redraws the terminal from what is kept, with times in front of its lines or without. */
  showTimestamps(kind: TimestampKind | undefined): void;
  close(): void;
}
