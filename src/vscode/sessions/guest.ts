import type * as vscode from 'vscode';
import type { Event } from '../../concurrency/event';
import type { Machine } from '../../machine/machine';
import type { PortCrash, SerialPort } from '../../serial/client';
import type { LoadTeller } from '../../symbols/loads/toldLoads';

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
export interface ExternalGuest extends Guest, LoadTeller {
  /** May have ended since. */
  readonly session: vscode.DebugSession;
  /** One for each port, in their order. They stay when the session ends. */
  readonly terminals: readonly vscode.Terminal[];
  readonly onDidFindCrash: Event<PortCrash>;
}
