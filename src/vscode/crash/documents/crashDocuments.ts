import * as vscode from 'vscode';
import { BoundedCache } from '../../../symbols/symbolizer/boundedCache';

const SCHEME = 'qemu-crash';
/** Documents whose text is kept; the editor asks for it again when a tab is shown again. */
const MOST_DOCUMENTS = 32;

/** What a document shows. */
export interface CrashDocument {
  /** What the tab shows; its end makes the editor colour it. */
  readonly name: string;
  readonly text: string;
  /** Texts in it that lead to a file. */
  readonly links: ReadonlyMap<string, vscode.Uri>;
}

/** Read-only documents about crashes. */
export class CrashDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  private readonly kept = new BoundedCache<string, CrashDocument>(MOST_DOCUMENTS);
  private readonly registrations = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
  );
  private shown = 0;

  /** @param line The one to begin at, from 0. */
  async show(document: CrashDocument, line = 0): Promise<void> {
    // A document of its own each time: the editor keeps what it has shown under a name for a while.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${++this.shown}/${document.name}` });
    void this.kept.set(uri.path, document);
    const at = new vscode.Position(line, 0);
    const editor = await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.kept.get(path)?.text ?? vscode.l10n.t('This crash is not kept any more.');
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const links = this.kept.get(document.uri.path)?.links ?? new Map<string, vscode.Uri>();
    const text = document.getText();
    return [...links].flatMap(([words, target]) =>
      [...occurrences(text, words)].map((at) => {
        const range = new vscode.Range(document.positionAt(at), document.positionAt(at + words.length));
        return new vscode.DocumentLink(range, target);
      }),
    );
  }

  dispose(): void {
    this.registrations.dispose();
  }
}

/** Where words begin that are no part of a longer path or number. */
function* occurrences(text: string, words: string): Generator<number> {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length)) {
    const end = at + words.length;
    if (!/[\w/.-]/.test(text[at - 1] ?? '') && !/\d/.test(text[end] ?? '')) yield at;
  }
}
