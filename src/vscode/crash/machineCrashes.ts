import * as vscode from 'vscode';
import { messageOf } from '../../concurrency/messageOf';
import { printedReport } from '../../machine/crash/resolveReport';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { Machine } from '../../machine/machine';
import type { PortCrash } from '../../serial/client';
import { currentSettings } from '../editor/settings';
import type { Services } from '../services';
import { crashFound } from './crashFound';
import { askAbout } from './crashNotice';
import type { SymbolService } from './symbolService';

/** Crashes of a machine whose symbols are looked up at once; a guest that crashes faster than that is told as printed. */
const MOST_PENDING = 16;

/** Tells of one machine's crashes: each in the log and to who listens, and one at a time in a notification. */
export class MachineCrashes {
  private isShown = false;
  private pending = 0;

  constructor(
    private readonly services: Services,
    private readonly symbols: SymbolService,
    private readonly machine: Machine,
  ) {}

  tell(crash: PortCrash): void {
    const { machine, services, symbols } = this;
    const { port, report } = crash;
    services.log.as(machine.name).warn(`crash on port "${port}": ${report.title}`);
    const resolved = services.tasks.run(`crash of ${machine.name}`, async ({ signal }) => {
      const found = await this.resolve(crash, signal);
      services.crashes.fire({ machine, resolved: found, told: crashFound(port, found) });
      return found;
    });
    // A guest may crash for ever; the log has all of its crashes, the notification the first.
    if (this.isShown || currentSettings().settings.crashNotifications === 'silent') return;
    this.isShown = true;
    // Nobody need ever answer: it ends with the window.
    void services.tasks.run(`notification of a crash of ${machine.name}`, async ({ signal }) => {
      const over = (): void => void (this.isShown = false);
      await askAbout({ services, symbols, machine, crash, resolved, over }, signal);
    });
  }

  /** @throws `signal.reason` on abort, and nothing else. */
  private async resolve({ report, loads }: PortCrash, signal: AbortSignal): Promise<ResolvedReport> {
    if (this.pending >= MOST_PENDING)
      return printedReport(report, vscode.l10n.t('The guest crashes faster than symbols can be looked up.'));
    this.pending++;
    try {
      return await this.symbols.of(this.machine).report(report, loads, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.services.log.as(this.machine.name).error(`symbols of a crash: ${messageOf(error)}`);
      return printedReport(report, vscode.l10n.t('Symbols could not be looked up: {0}.', messageOf(error)));
    } finally {
      this.pending--;
    }
  }
}
