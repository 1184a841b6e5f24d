import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FoundText, OutputSource } from '../../../serial/outputProtocol';
import { amount } from '../../../log/amount';
import { pickMachine } from '../../commands/pickMachine';
import { escapeIcons } from '../../editor/escapedText';
import { notice, noticeWhile } from '../../editor/notices';
import { currentSettings } from '../../editor/settings';
import type { Services } from '../../services';
import { changeEncoding } from '../encoding/changeEncoding';
import type { OutputEditors } from './outputEditors';
import type { OutputThread } from './outputThread';
import { keptIn, originOf, type PickedOutput } from './outputOrigin';
import { pickOutput } from './pickOutput';
import { askTarget, formatOf, isFormat } from './saveFormats';
import { timeIn } from './timeInput';

/** More are not listed. */
const MOST_MATCHES = 500;
/** Of an asciicast; guests know no size. */
const CAST_SIZE = { columns: 80, rows: 24 };

/** The commands about what ports have said. */
export class OutputCommands {
  constructor(
    private readonly services: Services,
    private readonly editors: OutputEditors,
    private readonly thread: OutputThread,
  ) {}

  /** "QEMU: Open Serial Output". */
  async open(args: readonly unknown[]): Promise<void> {
    const picked = await this.pick(args);
    if (picked) await this.editors.open(picked.origin, [picked.port]);
  }

  /** "QEMU: Open All Ports’ Serial Output". */
  async openAll(args: readonly unknown[]): Promise<void> {
    const kept = keptIn(args[0]);
    const machine = kept ? undefined : await pickMachine(this.services, args[0]);
    const origin = kept?.origin ?? (machine && originOf(machine));
    if (!origin) return;
    await this.editors.open(origin, origin.ports);
  }

  /** "QEMU: Show Older Output", "Show Newer Output", "Go to End of Output". */
  async turn(to: 'older' | 'newer' | 'end'): Promise<void> {
    const document = this.editors.active;
    if (document) await this.editors.show(document, to === 'end' ? { at: 'end' } : to);
  }

  /** "QEMU: Go to Time…". */
  async goToTime(args: readonly unknown[]): Promise<void> {
    const document = this.editors.active ?? (await this.opened(args));
    if (!document) return;
    const known = timeAtCursor(document.window?.times ?? new Float64Array());
    const text = await vscode.window.showInputBox({
      prompt: vscode.l10n.t('Time of day (12:34:56), or seconds from the cursor’s line (+5, -5)'),
      validateInput: (value) =>
        value === '' || timeIn(value, known ?? Date.now()) !== undefined
          ? undefined
          : vscode.l10n.t('Write a time as 12:34:56.789, or seconds as +5 or -5.'),
    });
    const time = text ? timeIn(text, known ?? Date.now()) : undefined;
    if (time !== undefined) await this.editors.show(document, { at: 'time', time });
  }

  /** "QEMU: Go to Next Crash", "Go to Previous Crash": seen from the cursor. What is visible is told too late to be asked. */
  async goToCrash(forward: boolean): Promise<void> {
    const document = this.editors.active;
    const editor = vscode.window.activeTextEditor;
    if (!document || !editor) return;
    const { line } = editor.selection.active;
    const order = {
      sources: document.sources,
      from: document.offsetsAt(forward ? line + 1 : line),
      forward,
      ownRules: document.origin.config.ownRules,
    };
    const found = await this.withProgress(vscode.l10n.t('Looking for a crash'), (signal) =>
      this.thread.request('findCrash', order, signal),
    );
    if (found) await this.editors.show(document, { at: 'byte', source: found.source, offset: found.start });
    else
      void notice(
        'Information',
        forward
          ? vscode.l10n.t('No crash comes after this line.')
          : vscode.l10n.t('No crash comes before this line.'),
      );
  }

  /** "QEMU: Find in Serial Output…": in all that is kept, not only in what a document shows. */
  async find(args: readonly unknown[]): Promise<void> {
    const picked = await this.pick(args);
    if (!picked) return;
    const text = await vscode.window.showInputBox({
      prompt: vscode.l10n.t(
        'Text, or a regular expression (/pattern/, or /pattern/i for any case), to find in all output of "{0}"',
        picked.port.name,
      ),
    });
    if (!text) return;
    const found = await this.search(picked, patternIn(text));
    await this.choose(picked, found.matches, found.isPart);
  }

  /** "QEMU: Save Serial Output As…". Arguments: machine, port, format, path. */
  async save(args: readonly unknown[]): Promise<void> {
    const picked = await this.pick(args);
    if (!picked) return;
    const [, , formatArgument, pathArgument] = args;
    const wanted = isFormat(formatArgument) ? formatArgument : undefined;
    const named = typeof pathArgument === 'string' ? vscode.Uri.file(pathArgument) : undefined;
    const target = named ?? (await askTarget(`${picked.origin.name} ${picked.port.name}`, wanted));
    if (!target) return;
    const format = wanted ?? formatOf(target);
    if (target.scheme !== 'file')
      throw new Error(
        vscode.l10n.t(
          'Output can be saved on the computer that QEMU runs on, not at {0}.',
          target.toString(),
        ),
      );
    const order = {
      source: this.sourceOf(picked),
      format,
      timestamps: currentSettings().settings['terminal.timestamps'],
      target: target.fsPath,
      title: `${picked.origin.name}: ${picked.port.name}`,
      size: CAST_SIZE,
    };
    const title = vscode.l10n.t('Saving the output of "{0}"', picked.port.name);
    const { bytes } = await this.withProgress(title, (signal) =>
      this.thread.request('saveOutput', order, signal),
    );
    if (named) return;
    const open = vscode.l10n.t('Open');
    const saved = vscode.l10n.t('{0} saved as {1}.', amount(bytes), basename(target.fsPath));
    if ((await notice('Information', saved, open)) === open)
      await vscode.commands.executeCommand('vscode.open', target);
  }

  /** "QEMU: Change Encoding…". Arguments: machine, port, encoding. */
  async changeEncoding(args: readonly unknown[]): Promise<void> {
    const picked = await this.pick(args);
    if (!picked) return;
    const encoding = await changeEncoding(picked.port, args[2]);
    if (encoding !== undefined) await this.editors.readAnew(picked, encoding);
  }

  private async search(picked: PickedOutput, pattern: string | RegExp) {
    const order = { source: this.sourceOf(picked), pattern, most: MOST_MATCHES };
    const title = vscode.l10n.t('Searching the output of "{0}"', picked.port.name);
    try {
      return await this.withProgress(title, (signal) => this.thread.request('findText', order, signal));
    } catch (error) {
      if (!(error instanceof Error && error.name === 'UnboundedPatternError')) throw error;
      throw new Error(
        vscode.l10n.t(
          'Look-around and back-references cannot be searched for here: write the pattern without them.',
        ),
        { cause: error },
      );
    }
  }

  private async choose(picked: PickedOutput, matches: readonly FoundText[], isPart: boolean): Promise<void> {
    const items = matches.map((match) => ({
      label: escapeIcons(match.line.replace(/\s+/g, ' ')),
      description: match.time === undefined ? '' : new Date(match.time).toLocaleTimeString(),
      match,
    }));
    const placeHolder = isPart
      ? vscode.l10n.t('The first {0} lines', matches.length)
      : vscode.l10n.t('{0} lines', matches.length);
    if (items.length === 0) {
      void notice('Information', vscode.l10n.t('Nothing found in the output of "{0}".', picked.port.name));
      return;
    }
    const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
    if (!chosen) return;
    const document = await this.editors.open(picked.origin, [picked.port]);
    await this.editors.show(document, { at: 'byte', source: 0, offset: chosen.match.start });
  }

  private async pick(args: readonly unknown[]): Promise<PickedOutput | undefined> {
    return await pickOutput(this.services, this.editors.active, args);
  }

  /** A document that is open has the files of a machine that has ended. */
  private sourceOf({ origin, port }: PickedOutput): OutputSource {
    const { active } = this.editors;
    const index =
      active?.origin.id === origin.id ? active.ports.findIndex(({ name }) => name === port.name) : -1;
    return active?.sources[index] ?? port.source();
  }

  private async opened(args: readonly unknown[]) {
    const picked = await this.pick(args);
    return picked && (await this.editors.open(picked.origin, [picked.port]));
  }

  private async withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return await noticeWhile(title, this.services.tasks.signal, work);
  }
}

/** When the cursor's line came, or the last one before it that has a time; the first one that has if there is none. */
function timeAtCursor(times: Float64Array): number | undefined {
  const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
  const isKnown = (time: number): boolean => !Number.isNaN(time);
  return times.subarray(0, line + 1).findLast(isKnown) ?? times.find(isKnown);
}

/** `/pattern/flags` is an expression; lines are searched one by one. @throws for one that is none. */
function patternIn(text: string): string | RegExp {
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? [];
  return source === undefined ? text : new RegExp(source, flags);
}
