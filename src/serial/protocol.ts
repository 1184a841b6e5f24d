import type { TaskSnapshot } from '../concurrency/taskTree';
import type { CrashReport } from '../crash/report';
import type { LogRecord } from '../log/record';
import type { ToldLoads } from '../symbols/loads/toldLoads';
import type { Chardev } from './chardev';
import type { DiskNews } from './diskNews';
import type { EndpointNews, ExternalEndpoint } from './externalEndpoint';
import type { WaitMatch } from './waitMatch';

/**
 * How a port's bytes come from QEMU: `spool`, QEMU writes the file itself and reads a FIFO (POSIX); `socket`,
 * QEMU connects to us over loopback TCP and we write the file.
 */
export type TransportKind = 'spool' | 'socket';

export interface PortSetup {
  readonly name: string;
  /** For an external QEMU: where we connect to it. We write the file then, too. */
  readonly transport: TransportKind | ExternalEndpoint;
  /** The port's files are `path + '.out'`, the spool, and `path + '.in'`, the input FIFO. */
  readonly path: string;
  /** QEMU has these files as its standard input and output, too, and the port is what goes through them. */
  readonly isStandardStream?: boolean;
  /** A file of the user's that gets a copy of every byte. */
  readonly capture?: string;
  /** Whether other programs may connect to the port's socket (`sharedSocket.ts`), and what they may. */
  readonly expose?: 'readOnly' | 'readWrite';
  /** How its text is bytes, as `files.encoding` names it; UTF-8 if it is not told. */
  readonly encoding?: string;
  /** Milliseconds to wait after each byte sent, and after each line end. */
  readonly characterDelayMs?: number;
  readonly lineDelayMs?: number;
  /** The spool keeps at most about this many of the newest bytes. */
  readonly spoolLimitBytes: number;
}

/** A kind of crash that a person has described; patterns are sources of regular expressions. */
export interface OwnCrashRule {
  /** The field that has it, for messages. */
  readonly field: string;
  readonly trigger: string;
  readonly begins: string;
  readonly frame?: string;
  readonly ends?: string;
  readonly title?: string;
}

/** A line that says where an image lies, as a person has described it. */
export interface OwnLoadRule {
  readonly field: string;
  readonly trigger: string;
  readonly pattern: string;
  readonly name?: string;
}

export interface OwnRules {
  readonly crashes: readonly OwnCrashRule[];
  readonly loads: readonly OwnLoadRule[];
}

export interface SerialSetup {
  /** The machine's name: what the log calls it. */
  readonly machine: string;
  readonly ports: readonly PortSetup[];
  /** The file of QEMU's `-D`; its lines become log records of source `<machine> · qemu log`. */
  readonly qemuLog?: string;
  /** Whether the code that QEMU translates is in that file for others to read, and is no part of the log. */
  readonly hidesTranslated?: boolean;
  /** Tells of QEMU's log without what UARTs were given, which only we have asked for. */
  readonly hidesOutput?: boolean;
  /** The person's own rules for what ports print. */
  readonly ownRules?: OwnRules;
  /** English text → the language of the editor; none in English. */
  readonly translations?: Readonly<Record<string, string>>;
}

export interface TerminalOptions {
  /** What Enter sends. */
  readonly newline: 'cr' | 'lf' | 'crlf';
  /** Shows a bare LF as CR LF, as a tty does under `-serial stdio`. */
  readonly implicitCarriageReturn: boolean;
  readonly localEcho: boolean;
  /** Lets the guest switch bracketed paste on. */
  readonly bracketedPaste: boolean;
  /** The byte offset to begin at; default 0, which is everything that is still kept. */
  readonly from?: number;
  /** As far as it is known. */
  readonly size?: ScreenSize;
  /** Shows when each line began to come. */
  readonly timestamps?: TimestampKind | undefined;
}

/** The time of day; since the port was opened; since the line before; date and time as ISO 8601 has them. */
export type TimestampKind = 'clock' | 'start' | 'line' | 'iso';

/** How much a terminal shows. */
export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

/** Bytes of one port since its start. */
export interface PortCounters {
  readonly received: number;
  readonly sent: number;
  /** Waiting in the transmit queue. */
  readonly queued: number;
  /** Left out on the way to terminals that lagged too far; all of it is in the spool and the capture. */
  readonly skipped: number;
  readonly spoolBytesKept: number;
}

export interface WaitParams {
  readonly port: number;
  readonly pattern: string | RegExp;
  readonly timeoutMs: number;
  readonly from?: number;
  readonly raw?: boolean;
  /** Does not change where the next search begins by default. */
  readonly apart?: boolean;
  /** For errors, in words. */
  readonly what?: string;
}

/* Type aliases, not interfaces, since only those fit the index signatures of WorkerProtocol. */
export type SerialProtocol = {
  readonly requests: {
    /** The chardevs of the ports that QEMU is told about, in order. */
    readonly open: { readonly params: undefined; readonly result: readonly Chardev[] };
    readonly connect: { readonly params: undefined; readonly result: undefined };
    readonly drain: { readonly params: undefined; readonly result: undefined };
    /** When it is answered, the counters that were told last have all that was read before it was asked. */
    readonly count: { readonly params: undefined; readonly result: undefined };
    /** After the drain: resolves when all is in its captures, and was read for crashes. Why some of it was not read, a sentence, if so. */
    readonly untilRead: { readonly params: undefined; readonly result: string | undefined };
    readonly send: {
      readonly params: { readonly port: number; readonly data: string | Uint8Array };
      readonly result: undefined;
    };
    readonly waitFor: { readonly params: WaitParams; readonly result: WaitMatch };
    readonly text: {
      readonly params: { readonly port: number; readonly from: number; readonly to?: number | undefined };
      readonly result: string;
    };
    /** Whether a text has a match of a pattern; asked here, since a pattern may take for ever. */
    readonly test: {
      readonly params: { readonly pattern: RegExp; readonly text: string };
      readonly result: boolean;
    };
    /** The last lines that a port received, for a message. */
    readonly lastLines: { readonly params: { readonly port: number }; readonly result: string };
    readonly snapshot: { readonly params: undefined; readonly result: TaskSnapshot };
  };
  readonly toWorker: ToSerialWorker;
  /** The messages of one turn of the worker's event loop, in order. */
  readonly fromWorker: readonly FromSerialWorker[];
};

export type ToSerialWorker =
  | {
      readonly type: 'openTerminal';
      readonly port: number;
      readonly stream: number;
      readonly options: TerminalOptions;
    }
  | { readonly type: 'closeTerminal'; readonly stream: number }
  | { readonly type: 'pause'; readonly stream: number; readonly paused: boolean }
  | { readonly type: 'resize'; readonly stream: number; readonly size: ScreenSize }
  /** Redraws a terminal from what is kept, with or without times. */
  | {
      readonly type: 'timestamps';
      readonly stream: number;
      readonly kind: TimestampKind | undefined;
    }
  /** A terminal's input, in order with everything else that is sent to the port. */
  | { readonly type: 'typed'; readonly port: number; readonly stream: number; readonly text: string }
  /** The terminal has processed everything up to its oldest unanswered request. */
  | { readonly type: 'credit'; readonly stream: number }
  | { readonly type: 'listen'; readonly port: number; readonly on: boolean; readonly from?: number }
  /** The line of this byte gets a mark on the scroll bars of the port's terminals. */
  | { readonly type: 'mark'; readonly port: number; readonly offset: number }
  /** The port's text is to be taken for another one: its terminals are redrawn. */
  | { readonly type: 'encoding'; readonly port: number; readonly encoding: string }
  /** Listeners have processed the oldest piece: its slot is free again. */
  | { readonly type: 'taken'; readonly port: number }
  /** Somebody wants to know of crashes or loads: the ports are read for them from now on, from their beginning. */
  | { readonly type: 'findCrashes' }
  /** The machine was reset: what comes from now on is another boot's. */
  | { readonly type: 'guestReset' }
  | { readonly type: 'qemuPid'; readonly pid: number };

export type FromSerialWorker =
  | ({ readonly type: 'text'; readonly stream: number } & TerminalText)
  /** This many characters of a terminal's input have been written to QEMU; batched, not one message per key. */
  | { readonly type: 'typedWritten'; readonly stream: number; readonly characters: number }
  /** Some input of a terminal was not sent, and why, in words. */
  | { readonly type: 'refused'; readonly stream: number; readonly why: string }
  /** The memory in which the pieces for listeners will be. */
  | { readonly type: 'ring'; readonly port: number; readonly memory: SharedArrayBuffer }
  | { readonly type: 'piece'; readonly port: number; readonly at: number; readonly length: number }
  | { readonly type: 'counters'; readonly port: number; readonly counters: PortCounters }
  /** Something that a person must know of a port, in a sentence: a capture that ended, bytes that were lost, a limit. */
  | { readonly type: 'trouble'; readonly port: number; readonly text: string }
  /**
   * A crash in what a port has printed; bounded in size, and some for each boot.
   * `boot`: how many resets the thread had been told of before the report begins.
   */
  | { readonly type: 'crash'; readonly port: number; readonly report: CrashReport; readonly boot: number }
  /** What a port says is loaded; a crash comes after the loads that it belongs to. A few times a second at most. */
  | { readonly type: 'loads'; readonly port: number; readonly loads: ToldLoads }
  | ({ readonly type: 'disk' } & DiskNews)
  | ({ readonly type: 'endpoint' } & EndpointNews)
  | { readonly type: 'log'; readonly records: readonly LogRecord[] };

/** A frame on its way to a terminal. */
export interface TerminalText {
  readonly text: string;
  /** How many credit requests of the guest's own are in the text: their answers belong to the guest. */
  readonly guestAsks: number;
  /** Whether the text ends with a credit request of ours. */
  readonly asks: boolean;
}

/**
 * The credit request, DECRQM of an unassigned private mode, and what a terminal answers to it: "not
 * recognized". Chosen because it has no effect (DEC STD 070; the VT510 manual's DECRQM and DECRPM).
 */
export const CREDIT_MODE = 7727;
export const CREDIT_REQUEST = `\x1b[?${CREDIT_MODE}$p`;
export const CREDIT_REPLY = `\x1b[?${CREDIT_MODE};0$y`;
