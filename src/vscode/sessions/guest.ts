import type * as vscode from 'vscode';
import type { Event } from '../../concurrency/event';
import type { Machine } from '../../machine/machine';
import type { PortCrash, SerialPort } from '../../serial/client';

/** A guest whose crashes are told of. */
export interface Guest {
  readonly name: string;
  readonly ports: readonly { readonly name: string; readonly serial: SerialPort }[];
  /** Resolves when nothing more will come. Never rejects. */
  readonly exit: Promise<unknown>;
  /** Its machine, when this window has started it. */
  readonly machine?: Machine;
  /** The session that is attached to it, when it is an external QEMU. */
  readonly session?: vscode.DebugSession;
  /** Brings a port's terminal to the front. */
  show(port: string): Promise<void>;
}

/** A guest of an external QEMU. */
export interface ExternalGuest extends Guest {
  readonly session: vscode.DebugSession;
  readonly onDidFindCrash: Event<PortCrash>;
}
