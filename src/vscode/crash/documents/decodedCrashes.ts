import * as vscode from 'vscode';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import { escapeIcons } from '../../editor/escapedText';
import { notice } from '../../editor/notices';
import type { Services } from '../../services';
import type { FoundCrash } from '../../sessions/foundCrash';
import type { Guest } from '../../sessions/guest';
import { reportOf } from '../copyReport';
import type { CrashDocuments } from './crashDocuments';

/** Crashes that can be shown; each has its text, of up to a hundred kilobytes. */
const MOST_CRASHES = 20;

interface Kept {
  readonly crash: FoundCrash;
  readonly time: string;
  readonly text: Promise<string>;
}

/** "QEMU: Show Decoded Crash": the last crashes of this window, also of machines that have ended. */
export class DecodedCrashes {
  /** The newest first. */
  private kept: readonly Kept[] = [];
  /** Crashes whose symbols are being looked up. */
  private readonly coming = new Map<Promise<unknown>, Guest>();

  constructor(
    services: Services,
    private readonly documents: CrashDocuments,
  ) {
    services.context.subscriptions.push(services.crashes.event((crash) => this.keep(crash)));
  }

  /**
   * Shows a crash: the only one, or the one that the person picks.
   * @param wanted The id or the name of a machine: of its crashes the newest.
   */
  async show(wanted?: unknown): Promise<void> {
    await this.lookedUp(wanted);
    const kept = this.kept.find(({ crash }) => isOf(crash.guest, wanted)) ?? (await this.pick());
    if (!kept) return;
    const text = await kept.text;
    const { guest, resolved } = kept.crash;
    const name = `${guest.name.replace(/[^\w.-]+/g, ' ')}.md`;
    await this.documents.show({ name, text, links: linksOf(resolved) });
  }

  /** A guest has crashed: what the symbol files say of it comes with the end of `resolved`. */
  expect(guest: Guest, resolved: Promise<unknown>): void {
    const over = (): void => void this.coming.delete(resolved);
    this.coming.set(resolved, guest);
    void resolved.then(over, over);
  }

  /** A person may ask for a crash of which only the title is known. */
  private async lookedUp(wanted: unknown): Promise<void> {
    const coming = [...this.coming].filter(([, guest]) => wanted === undefined || isOf(guest, wanted));
    if (coming.length === 0) return;
    const title = vscode.l10n.t('Looking up the symbols of a crash');
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      Promise.allSettled(coming.map(([resolved]) => resolved)),
    );
  }

  private keep(crash: FoundCrash): void {
    const { guest, resolved, told } = crash;
    const text = crash.lines.then((lines) => reportOf(guest, told.port, resolved, lines));
    const kept = { crash, time: new Date().toLocaleTimeString(), text };
    this.kept = [kept, ...this.kept].slice(0, MOST_CRASHES);
  }

  private async pick(): Promise<Kept | undefined> {
    const [newest, ...others] = this.kept;
    if (newest && others.length === 0) return newest;
    if (!newest) {
      void notice('Information', vscode.l10n.t('No guest has crashed in this window.'));
      return undefined;
    }
    const items = this.kept.map((kept) => ({
      label: escapeIcons(kept.crash.resolved.report.title),
      description: escapeIcons(`${kept.crash.guest.name}, ${kept.time}`),
      kept,
    }));
    const placeHolder = vscode.l10n.t('Select a crash');
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.kept;
  }
}

const isOf = ({ machine, name }: Guest, wanted: unknown): boolean =>
  wanted !== undefined && (wanted === machine?.id || wanted === name);

/** The lines that are on this computer, by what the report calls them. */
function linksOf({ frames }: ResolvedReport): ReadonlyMap<string, vscode.Uri> {
  return new Map(
    frames.flatMap(({ file, path, line }) =>
      file === undefined || path === undefined || line === undefined
        ? []
        : [[`${file}:${line}`, vscode.Uri.file(path).with({ fragment: `L${line}` })] as const],
    ),
  );
}
