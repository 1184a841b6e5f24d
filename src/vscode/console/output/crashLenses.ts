import * as vscode from 'vscode';
import type { ResolvedFrame } from '../../../machine/crash/resolvedReport';
import { isSameRun } from '../../../machine/runKey';
import type { OutputWindow } from '../../../serial/outputProtocol';
import { escapeIcons } from '../../editor/escapedText';
import type { FoundCrash } from '../../sessions/foundCrash';
import type { OutputDocument } from './outputDocument';

/** Calls of a crash that its line names. */
const MOST_CALLS = 4;

/** Above the first line of each crash that the document shows: what its stack means, and the way to all of it. */
export function crashLenses(document: OutputDocument, crashes: readonly FoundCrash[]): vscode.CodeLens[] {
  const { window, origin } = document;
  if (!window) return [];
  return crashes.flatMap((crash) => {
    const { machine } = crash.guest;
    const line = lineOfCrash(document, window, crash);
    if (line === undefined || !machine || !isSameRun(origin.machine, machine)) return [];
    const calls = crash.resolved.frames
      .slice(0, MOST_CALLS)
      .map(callText)
      .filter((text) => text !== '');
    const more = crash.resolved.frames.length > MOST_CALLS ? ' ← …' : '';
    const stack = calls.length > 0 ? `: ${calls.join(' ← ')}${more}` : '';
    const title = escapeIcons(`${crash.resolved.report.title}${stack}`);
    return [
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title: `$(bug) ${title}`,
        tooltip: vscode.l10n.t('Show the decoded crash'),
        command: 'qemu.showCrash',
        arguments: [machine.id],
      }),
    ];
  });
}

/** The line at which a crash begins; undefined where the window does not have it. */
function lineOfCrash(
  { ports }: OutputDocument,
  { offsets, sources, slices }: OutputWindow,
  { told, resolved }: FoundCrash,
): number | undefined {
  const source = ports.findIndex(({ name }) => name === told.port);
  const slice = slices[source];
  const { start } = resolved.report;
  if (!slice || start < slice.from || start >= slice.to) return undefined;
  const line = offsets.findLastIndex(
    (offset, at) => sources[at] === source && offset >= 0 && offset <= start,
  );
  return line === -1 ? undefined : line;
}

function callText(frame: ResolvedFrame): string {
  const name =
    frame.function ?? frame.printed.symbol ?? (frame.address === undefined ? '' : `0x${frame.address}`);
  const { file, line } = frame;
  return file === undefined || line === undefined
    ? name
    : `${name} (${file.split('/').at(-1) ?? file}:${line})`;
}
