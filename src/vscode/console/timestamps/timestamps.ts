import * as vscode from 'vscode';
import type { TerminalStream, TimestampKind } from '../../../serial/client';
import { pickPort } from '../../commands/pickPort';
import { currentSettings } from '../../editor/settings';
import type { Services } from '../../services';

/** What shows times, a terminal or a document. */
interface Stamped {
  readonly timestamps: TimestampKind | undefined;
  showTimestamps(kind: TimestampKind | undefined): void | Promise<void>;
}

/** "QEMU: Show or Hide QEMU Time Stamps": in the active terminal, or in those of a port, in the way that the setting has. */
export async function toggleTimestamps(
  services: Services,
  document: Stamped | undefined,
  args: readonly unknown[],
): Promise<void> {
  const streams = await stampedFor(services, document, args);
  const shown = streams.some(({ timestamps }) => timestamps !== undefined);
  const kind = shown ? undefined : currentSettings().settings['terminal.timestamps'];
  for (const stream of streams) await stream.showTimestamps(kind);
}

/** "QEMU: Select Time Stamps…" */
export async function selectTimestamps(
  services: Services,
  document: Stamped | undefined,
  args: readonly unknown[],
): Promise<void> {
  const streams = await stampedFor(services, document, args);
  if (streams.length === 0) return;
  const current = streams[0]?.timestamps;
  const items = choices().map((choice) => ({
    ...choice,
    ...(choice.timestamps === current && { description: vscode.l10n.t('shown now') }),
  }));
  const placeHolder = vscode.l10n.t('Select what stands in front of each line');
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  if (picked) for (const stream of streams) await stream.showTimestamps(picked.timestamps);
}

interface Choice extends vscode.QuickPickItem {
  readonly timestamps: TimestampKind | undefined;
}

function choices(): Choice[] {
  return [
    { timestamps: 'clock', label: vscode.l10n.t('Time of day'), detail: '05:21:02.123' },
    { timestamps: 'start', label: vscode.l10n.t('Seconds since the machine’s start'), detail: '12.345' },
    { timestamps: 'line', label: vscode.l10n.t('Seconds since the line before'), detail: '+0.012' },
    {
      timestamps: 'iso',
      label: vscode.l10n.t('Date and time, ISO 8601'),
      detail: '2026-11-27T05:21:02.123+01:00',
    },
    {
      timestamps: undefined,
      label: vscode.l10n.t('Nothing'),
      detail: vscode.l10n.t('The output as it came'),
    },
  ];
}

/** The document in the active editor, unless the arguments name something else: the editor's own menu gives its address. */
async function stampedFor(
  services: Services,
  document: Stamped | undefined,
  args: readonly unknown[],
): Promise<Stamped[]> {
  const [argument] = args;
  const isDocuments = argument === undefined || argument instanceof vscode.Uri;
  return document && isDocuments ? [document] : await streamsFor(services, args);
}

/** The terminal that a menu gives, or the active one; else those of the port that is named or picked. */
async function streamsFor(services: Services, args: readonly unknown[]): Promise<TerminalStream[]> {
  const [argument, portArgument] = args;
  const given = vscode.window.terminals.find((terminal) => terminal === argument);
  const terminal = given ?? (argument === undefined ? vscode.window.activeTerminal : undefined);
  const stream = services.terminals.streamIn(terminal);
  if (stream) return [stream];
  const picked = await pickPort(services, given ? undefined : argument, portArgument);
  if (!picked) return [];
  const streams = services.terminals.streams(picked.port);
  if (streams.length === 0) throw new Error(vscode.l10n.t('No terminal shows {0}.', picked.port.serial.name));
  return streams;
}
