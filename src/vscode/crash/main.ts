import * as vscode from 'vscode';
import { raceAbort } from '../../concurrency/abort';
import type { PortCrash } from '../../serial/client';
import { reportText } from '../../machine/crash/reportText';
import type { Machine } from '../../machine/machine';
import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { CrashDocuments } from './crashDocuments';
import { TerminalLinks } from './links/terminalLinks';
import { SymbolService } from './symbolService';
import { withoutLinks } from './withoutLinks';

/** How much of a port's output before a report is looked at for its last lines, in bytes. */
const LINES_BYTES = 65_536;

/** Everything about crashes, which `dist/crash.js` holds. */
export interface CrashFeatures {
  /** What machines' addresses mean. */
  readonly symbols: SymbolService;
  readonly links: TerminalLinks;
  /** Tells of a crash. */
  tell(machine: Machine, crash: PortCrash): void;
}

/** Called once a window, when it is first asked for. */
export function createCrashFeatures(services: Services): CrashFeatures {
  loadTranslations();
  const symbols = new SymbolService(services);
  const documents = new CrashDocuments();
  services.context.subscriptions.push(documents);
  const told = new WeakMap<Machine, MachineCrashes>();
  return {
    symbols,
    links: new TerminalLinks(services, symbols, documents),
    tell: (machine, crash) => {
      const crashes = told.get(machine) ?? new MachineCrashes(services, machine);
      told.set(machine, crashes);
      crashes.tell(crash);
    },
  };
}

class MachineCrashes {
  private isShown = false;

  constructor(
    private readonly services: Services,
    private readonly machine: Machine,
  ) {}

  tell(crash: PortCrash): void {
    const { machine, services } = this;
    services.log.as(machine.name).warn(`crash on port "${crash.port}": ${crash.report.title}`);
    // A guest may crash for ever; the log has all of its crashes, the notification the first.
    if (this.isShown) return;
    this.isShown = true;
    void services.tasks.run(`crash of ${machine.name}`, ({ signal }) => this.ask(crash, signal));
  }

  private async ask(crash: PortCrash, signal: AbortSignal): Promise<void> {
    const show = vscode.l10n.t('Show');
    const copy = vscode.l10n.t('Copy Report');
    const { name } = this.machine;
    const title = withoutLinks(crash.report.title);
    const text = vscode.l10n.t('The guest of "{0}" has crashed: {1}', name, title);
    // Nobody need ever answer: the task ends with the window.
    const answer = Promise.resolve(vscode.window.showWarningMessage(text, show, copy));
    const chosen = await raceAbort(answer, signal);
    this.isShown = false;
    const port = this.machine.ports.find((one) => one.name === crash.port);
    if (!port || chosen === undefined) return;
    if (chosen === show) await this.services.terminals.show(this.machine, port);
    else await vscode.env.clipboard.writeText(await this.report(crash, signal));
  }

  private async report({ port, report }: PortCrash, signal: AbortSignal): Promise<string> {
    const { machine } = this;
    const serial = machine.ports.find(({ name }) => name === port)?.serial;
    const from = Math.max(0, report.end - LINES_BYTES);
    // After the machine's end its output is no more than what terminals have.
    const text = await serial?.text(from, signal).catch(() => '');
    const upToEnd = Buffer.from(text ?? '')
      .subarray(0, report.end - from)
      .toString();
    return reportText(report, {
      machine: machine.name,
      port,
      qemuVersion: machine.qemuVersion,
      commandLine: machine.commandLine,
      lines: upToEnd.trimEnd().split(/\r*\n/),
    });
  }
}
