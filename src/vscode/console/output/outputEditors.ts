import * as vscode from 'vscode';
import type { OutputPivot } from '../../../serial/outputProtocol';
import { amount } from '../../../log/amount';
import { OUTPUT_SCHEME } from '../../editor/outputScheme';
import type { Services } from '../../services';
import type { FoundCrash } from '../../sessions/foundCrash';
import { crashLenses } from './crashLenses';
import { Decorations } from './decorations';
import { queryOf } from './outputAddress';
import { OutputDocument } from './outputDocument';
import type { OutputOrigin, OutputPort, PickedOutput } from './outputOrigin';
import type { OutputThread } from './outputThread';
import { RestoredOutput } from './restoredOutput';
import type { ShownText } from './shownText';

/** A person who sees the last lines is at the end. */
const NEAR_END_LINES = 2;

/** The documents with what ports have said, and the editors that show them. */
export class OutputEditors implements vscode.CodeLensProvider, vscode.FoldingRangeProvider {
  /** By URI. */
  private readonly documents = new Map<string, OutputDocument>();
  private readonly restored: RestoredOutput;
  private readonly decorations = new Decorations();
  private readonly news = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.news.event;
  readonly onDidChangeFoldingRanges = this.news.event;
  /** The first line that each editor showed last. */
  private readonly tops = new WeakMap<vscode.TextEditor, number>();

  /** @param tell Tells the editor that a document has changed. */
  constructor(
    private readonly services: Services,
    private readonly thread: OutputThread,
    private readonly crashes: readonly FoundCrash[],
    private readonly tell: (uri: vscode.Uri) => void,
  ) {
    this.restored = new RestoredOutput(services, (uri, origin, ports) => this.create(uri, origin, ports));
    const selector = { scheme: OUTPUT_SCHEME };
    services.context.subscriptions.push(
      vscode.languages.registerCodeLensProvider(selector, this),
      vscode.languages.registerFoldingRangeProvider(selector, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.changed(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.closed(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.decorateAll()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.scrolled(textEditor)),
      services.crashes.event(() => this.news.fire()),
      this.decorations,
    );
  }

  /** What the editor shows of a document. */
  async text(uri: vscode.Uri): Promise<ShownText> {
    return this.documents.get(uri.toString()) ?? (await this.restored.find(uri));
  }

  /** The document in the active editor. */
  get active(): OutputDocument | undefined {
    return this.of(vscode.window.activeTextEditor?.document);
  }

  /** Shows the output of some ports of a machine or a run, from its end on. */
  async open(origin: OutputOrigin, ports: readonly OutputPort[]): Promise<OutputDocument> {
    const what = ports.length === 1 ? (ports[0]?.name ?? '') : vscode.l10n.t('all ports');
    // Shown in breadcrumbs, and beside tabs of the same name: when the machine was started, the same in every language and tomorrow.
    const folders = [new Date(origin.machine.startedAt).toTimeString().slice(0, 8), `${origin.name} ${what}`];
    const uri = vscode.Uri.from({
      scheme: OUTPUT_SCHEME,
      path: folders.map((each) => `/${each.replace(/[/\\]/g, ' ')}`).join(''),
      query: queryOf({ ...origin.machine, ports: ports.map((port) => port.name) }),
    });
    const document = this.documents.get(uri.toString()) ?? (await this.create(uri, origin, ports));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    if (document.isFollowing) {
      // From there on crashes are looked for; a person has put no cursor anywhere yet.
      editor.selection = endOf(editor);
      this.revealEnd(editor);
    }
    return document;
  }

  /** Shows another part of a document, with a line of it in the middle. */
  async show(document: OutputDocument, pivot: OutputPivot | 'older' | 'newer'): Promise<void> {
    const line =
      typeof pivot === 'string' ? await document.turnPage(pivot === 'newer') : await document.show(pivot);
    const editor = await vscode.window.showTextDocument(document.uri, { preview: false });
    await this.untilShown(document, editor.document);
    const at = new vscode.Position(Math.min(line, editor.document.lineCount - 1), 0);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
    this.decorate(editor);
    this.news.fire();
  }

  /** Reads the documents that have a port's output: its text is another one now. */
  async readAnew({ origin, port: { name } }: PickedOutput, encoding: string): Promise<void> {
    for (const document of this.documents.values()) {
      const port = document.ports.find((one) => one.name === name);
      if (document.origin.id !== origin.id || !port) continue;
      // A run's document has a port of its own.
      if (port.source().encoding !== encoding) port.decodeAs(encoding);
      await document.readAnew();
    }
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.of(document);
    if (!shown) return [];
    const { before, after } = shown.hidden;
    const lenses = crashLenses(shown, this.crashes);
    const lens = (line: number, title: string, command: string): void => {
      lenses.push(new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command }));
    };
    if (before > 0)
      lens(0, `$(arrow-up) ${vscode.l10n.t('Older output ({0})', amount(before))}`, 'qemu.olderSerialOutput');
    if (after > 0 && !shown.isFollowing)
      lens(
        document.lineCount - 1,
        `$(arrow-down) ${vscode.l10n.t('Newer output ({0})', amount(after))}`,
        'qemu.newerSerialOutput',
      );
    return lenses;
  }

  /** Each boot of the machine can be folded. */
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const boots = this.of(document)?.window?.boots ?? [];
    const starts = [0, ...boots];
    return starts.flatMap((start, index) => {
      const end = (starts[index + 1] ?? document.lineCount) - 1;
      return boots.length > 0 && end > start
        ? [new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Region)]
        : [];
    });
  }

  private async create(
    uri: vscode.Uri,
    origin: OutputOrigin,
    ports: readonly OutputPort[],
  ): Promise<OutputDocument> {
    const { tasks, log } = this.services;
    const document: OutputDocument = new OutputDocument(uri, origin, ports, tasks, this.thread, log, () =>
      this.tell(uri),
    );
    this.documents.set(uri.toString(), document);
    this.restored.forget(uri);
    try {
      await document.open(tasks.signal);
    } catch (error) {
      this.closed(uri);
      throw error;
    }
    return document;
  }

  private of(document: vscode.TextDocument | undefined): OutputDocument | undefined {
    return document?.uri.scheme === OUTPUT_SCHEME ? this.documents.get(document.uri.toString()) : undefined;
  }

  private closed(uri: vscode.Uri): void {
    if (uri.scheme !== OUTPUT_SCHEME) return;
    this.restored.forget(uri);
    const document = this.documents.get(uri.toString());
    if (!document) return;
    this.documents.delete(uri.toString());
    void document.close();
  }

  /** The editor has taken over a change. */
  private changed(document: vscode.TextDocument): void {
    const shown = this.of(document);
    if (!shown) return;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      this.decorate(editor);
      if (shown.isFollowing) this.revealEnd(editor);
    }
    this.news.fire();
  }

  private decorateAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.decorate(editor);
  }

  private decorate(editor: vscode.TextEditor): void {
    const window = this.of(editor.document)?.window;
    // Between a change and the editor's taking it over, lines are not those of the window.
    if (window && editor.document.lineCount === Math.max(1, window.offsets.length))
      this.decorations.apply(editor, window);
  }

  /** Who scrolls up wants to read; who comes back to the end follows it again. The editor's own news of it may be late. */
  private scrolled(editor: vscode.TextEditor): void {
    const shown = this.of(editor.document);
    const visible = editor.visibleRanges[0];
    if (!shown || !visible) return;
    const top = this.tops.get(editor) ?? 0;
    this.tops.set(editor, visible.start.line);
    const isAtEnd = visible.end.line >= editor.document.lineCount - NEAR_END_LINES;
    if (isAtEnd && shown.hidden.after === 0) shown.isFollowing = true;
    else if (!isAtEnd && visible.start.line < top) shown.isFollowing = false;
  }

  private revealEnd(editor: vscode.TextEditor): void {
    editor.revealRange(endOf(editor));
  }

  /** The editor takes over a new text a moment after it was told. */
  private async untilShown({ bytes }: OutputDocument, document: vscode.TextDocument): Promise<void> {
    const isShown = (): boolean => Buffer.byteLength(document.getText()) === bytes.length;
    if (isShown()) return;
    await new Promise<void>((resolve) => {
      const over = (): void => {
        subscription.dispose();
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(over, TAKEN_OVER_MS);
      const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && isShown()) over();
      });
    });
  }
}

/** How long that may take, in milliseconds. */
const TAKEN_OVER_MS = 3000;

function endOf({ document }: vscode.TextEditor): vscode.Selection {
  const end = new vscode.Position(document.lineCount - 1, 0);
  return new vscode.Selection(end, end);
}
