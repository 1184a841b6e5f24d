import * as vscode from 'vscode';
import { messageOf } from '../../concurrency/messageOf';
import { printedReport } from '../../machine/crash/resolveReport';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';
import type { PortCrash } from '../../serial/client';
import { currentSettings } from '../editor/settings';
import type { Services } from '../services';
import type { Guest } from '../sessions/guest';
import { crashFound } from './crashFound';
import { askAbout } from './notice/crashNotice';
import { lastLines } from './lastLines';
import type { SymbolService } from '../symbols/symbolService';

/** Crashes whose symbols are looked up at once; a guest that crashes faster than that is told of as it prints. */
const MOST_PENDING = 16;

/** Tells of one guest's crashes: each in the log and to who listens, and one at a time in a notification. */
export class GuestCrashes {
  private isShown = false;
  private pending = 0;

  constructor(
    private readonly services: Services,
    private readonly symbols: SymbolService,
    private readonly guest: Guest,
  ) {}

  /** @returns what the symbol files say about it, when that is known and told. Rejects when the window closes. */
  tell(crash: PortCrash): Promise<ResolvedReport> {
    const { guest, services, symbols } = this;
    const { port, report } = crash;
    services.log.as(guest.name).warn(`crash on port "${port}": ${report.title}`);
    // Now: a crash may be the end of the machine, and of what it has printed, before its symbols are known.
    const lines = services.tasks
      .run(`last lines of ${guest.name}`, ({ signal }) => lastLines(guest, crash, signal))
      .catch(() => []);
    const resolved = services.tasks.run(`crash of ${guest.name}`, async ({ signal }) => {
      const found = await this.resolve(crash, signal);
      services.crashes.fire({ guest, resolved: found, told: crashFound(port, found), lines });
      return found;
    });
    // A guest may crash for ever; the log has all of its crashes, the notification the first.
    if (this.isShown || currentSettings().settings.crashNotifications === 'silent') return resolved;
    this.isShown = true;
    // Nobody need ever answer: it ends with the window.
    void services.tasks.run(`notification of a crash of ${guest.name}`, async ({ signal }) => {
      const over = (): void => void (this.isShown = false);
      await askAbout({ services, symbols, guest, crash, resolved, lines, over }, signal);
    });
    return resolved;
  }

  /** @throws `signal.reason` on abort, and nothing else. */
  private async resolve({ report, loads }: PortCrash, signal: AbortSignal): Promise<ResolvedReport> {
    if (this.pending >= MOST_PENDING)
      return printedReport(report, vscode.l10n.t('The guest crashes faster than symbols can be looked up.'));
    this.pending++;
    try {
      return await this.symbols.ofGuest(this.guest).report(report, loads, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.services.log.as(this.guest.name).error(`symbols of a crash: ${messageOf(error)}`);
      return printedReport(report, vscode.l10n.t('Symbols could not be looked up: {0}.', messageOf(error)));
    } finally {
      this.pending--;
    }
  }
}
