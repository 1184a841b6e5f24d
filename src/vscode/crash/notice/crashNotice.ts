import * as vscode from 'vscode';
import { raceAbort } from '../../../concurrency/abort';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import type { PortCrash } from '../../../serial/client';
import { installButtons, showError } from '../../editor/errors';
import { currentSettings } from '../../editor/settings';
import type { Services } from '../../services';
import type { Guest } from '../../sessions/guest';
import { copyReport } from '../copyReport';
import { searchUrl } from './crashSearch';
import { debugHere } from './debugHere';
import { lacksAnyTool } from '../../../symbols/symbolizer/problems';
import type { SymbolService } from '../../symbols/symbolService';
import { notice } from '../../editor/notices';

/** A crash that a person is told of. */
export interface ToldCrash {
  readonly services: Services;
  readonly symbols: SymbolService;
  readonly guest: Guest;
  readonly crash: PortCrash;
  /** Rejects only when the window closes. */
  readonly resolved: Promise<ResolvedReport>;
  /** The port's last lines up to the report's end. */
  readonly lines: Promise<readonly string[]>;
  /** Called when the notification is gone. */
  readonly over: () => void;
}

interface Button extends vscode.MessageItem {
  press(signal: AbortSignal): Promise<unknown>;
}

/** Shows the notification, and does what the person chooses. @throws `signal.reason` on abort. */
export async function askAbout(told: ToldCrash, signal: AbortSignal): Promise<void> {
  const { guest, crash, services } = told;
  const text = vscode.l10n.t('The guest of "{0}" has crashed: {1}', guest.name, crash.report.title);
  const answer = notice('Warning', text, ...buttonsFor(told));
  const chosen = await raceAbort(answer, signal).finally(told.over);
  try {
    await chosen?.press(signal);
  } catch (error) {
    await showError(error, services.log);
  }
}

function buttonsFor(told: ToldCrash): Button[] {
  const { services, symbols, guest, crash, resolved, lines } = told;
  const { system, title } = crash.report;
  const url = searchUrl(system, title, currentSettings().settings.crashSearchUrl);
  return [
    { title: vscode.l10n.t('Show'), press: (signal) => show(told, signal) },
    {
      title: vscode.l10n.t('Debug Here'),
      press: async (signal) => debugHere(services, guest, await raceAbort(resolved, signal), symbols),
    },
    {
      title: vscode.l10n.t('Copy Report'),
      press: async (signal) => copyReport(guest, crash.port, await raceAbort(resolved, signal), await lines),
    },
    ...(url === undefined ? [] : [{ title: vscode.l10n.t('Search'), press: () => openPage(url) }]),
  ];
}

/** The guilty line, else the terminal, and why there is no line. */
async function show({ guest, crash, resolved }: ToldCrash, signal: AbortSignal): Promise<void> {
  const { guilty, problems } = await raceAbort(resolved, signal);
  if (guilty) {
    const at = new vscode.Position(guilty.line - 1, (guilty.column ?? 1) - 1);
    await vscode.window.showTextDocument(vscode.Uri.file(guilty.path), {
      selection: new vscode.Range(at, at),
    });
    return;
  }
  await guest.show(crash.port);
  const [why] = problems;
  if (why === undefined) return;
  const buttons = lacksAnyTool(why) ? installButtons({ tool: 'symbolizer' }) : [];
  await (await notice('Information', why, ...buttons))?.press();
}

async function openPage(url: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
