import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import type { MachinePort } from '../../machine/machineParts';
import { runCommand } from '../editor/runCommand';

/** What a prefix can be: so that other keys cost no look at the settings. */
const CONTROL = /^[\x00-\x1f]$/;

/**
 * The key that says that the next one is for us and not for the guest (`qemu.keyPrefix`), in one terminal. What the next
 * one means is decided by those who do it.
 */
export class KeyPrefix {
  private waiting = false;

  constructor(
    private readonly machine: Machine,
    private readonly port: MachinePort,
  ) {}

  /** @returns whether the input is for us. Only keys are: a paste and a terminal's answers have more characters. */
  take(input: string): boolean {
    if (this.waiting && input.length === 1) {
      this.waiting = false;
      // Twice is the prefix itself, as in tio, screen and minicom.
      if (input === prefix()) return false;
      void runCommand('qemu.prefixKey', { key: input, machine: this.machine.id, port: this.port.name });
      return true;
    }
    if (!CONTROL.test(input) || input !== prefix()) return false;
    this.waiting = true;
    return true;
  }
}

/** The character of the setting now; undefined when it is off. */
function prefix(): string | undefined {
  const setting = vscode.workspace.getConfiguration('qemu').get<unknown>('keyPrefix');
  const key = typeof setting === 'string' ? /^ctrl\+([a-z\]])$/.exec(setting)?.[1] : undefined;
  return key === undefined ? undefined : String.fromCharCode(key.toUpperCase().charCodeAt(0) - 0x40);
}
