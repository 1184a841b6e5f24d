import * as vscode from 'vscode';
import type { LineLink, LinkSymbols } from '../../../machine/crash/lineLinks';
import { notice } from '../../editor/notices';
import type { CrashDocuments } from '../documents/crashDocuments';
import { showDisassembly } from './disassembly';

/** Who can say more about a place than its link. */
export interface PlaceHelpers {
  /** The debug session that has the machine. */
  readonly session: vscode.DebugSession | undefined;
  readonly symbols: Pick<LinkSymbols, 'source'>;
  readonly documents: CrashDocuments;
}

/**
 * Shows the place of a link: its line, or its instructions when there is no source and a debugger can decode them; otherwise
 * a sentence that says what is missing.
 * @throws what the editor and the debugger throw.
 */
export async function openPlace(link: LineLink, helpers: PlaceHelpers, signal: AbortSignal): Promise<void> {
  const { session, symbols, documents } = helpers;
  const path = link.path ?? (link.file && (await symbols.source(link.file, link.buildId, signal)));
  if (path) await openSource(path, link.line, link.column);
  else if (session && link.code) await showDisassembly(session, link.code, documents, signal);
  else void notice('Information', missing(link));
}

/** @param line Counted from 1, as is `column`. */
async function openSource(path: string, line = 1, column = 1): Promise<void> {
  const at = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
}

function missing({ function: name = '?', file }: LineLink): string {
  return file === undefined
    ? vscode.l10n.t(
        '"{0}" has no line in its symbol file. Build it with debug information (-g), or debug the machine: the link shows the instructions then.',
        name,
      )
    : vscode.l10n.t(
        'The source of "{0}", {1}, is not on this computer. Open the folder that has it, or tell with "sourceMap" where it is; while the machine is being debugged, the link shows the instructions.',
        name,
        file,
      );
}
