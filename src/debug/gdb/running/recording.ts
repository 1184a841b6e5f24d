import * as l10n from '@vscode/l10n';
import { asRecord } from '../../../machine/qmp/messages';
import type { Guest } from './guest';

/** A replayed recording: beyond its beginning and its end there is nothing to run. */
export class Recording {
  constructor(private readonly guest: Guest) {}

  /** @throws when nothing comes before. QEMU would end, or answer with a number. */
  async mustHavePast(): Promise<void> {
    if (await this.atStart()) throw new Error(l10n.t('The recording starts here: nothing comes before.'));
  }

  /** Whether the guest has not run a single instruction yet. */
  async atStart(): Promise<boolean> {
    const { target } = this.guest;
    if (!target?.hasMonitor) return false;
    return asRecord(await target.qmp('query-replay'))['icount'] === 0;
  }
}
