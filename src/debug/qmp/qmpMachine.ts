import * as l10n from '@vscode/l10n';
import type { DebugTarget } from '../target/target';
import { parseRegisters, type Register } from '../../machine/facts/registers';

/** The machine of a session, once there is one, with what its monitors tell about it. */
export class QmpMachine {
  target: DebugTarget | undefined;

  /** @throws when there is none yet. */
  get opened(): DebugTarget {
    if (!this.target) throw new Error(l10n.t('The machine has not been started.'));
    return this.target;
  }

  /** The registers of a vCPU, counted from 1 as threads are. */
  async registers(threadId: number): Promise<readonly Register[]> {
    return parseRegisters(await this.opened.hmp('info registers', cpuOf(threadId)));
  }
}

/** A thread, its only frame and its registers all have the number of the vCPU, from 1. */
export function cpuOf(id: number): number;
export function cpuOf(id: number | undefined): number | undefined;
export function cpuOf(id: number | undefined): number | undefined {
  return id === undefined ? undefined : id - 1;
}
