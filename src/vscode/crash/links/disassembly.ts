import * as vscode from 'vscode';
import { raceAbort } from '../../../concurrency/abort';
import { withTimeout } from '../../../concurrency/timeout';
import type { CodeReference } from '../../../machine/crash/lineLinks';
import type { CrashDocuments } from '../documents/crashDocuments';

/** How long a debugger may take, in milliseconds: one that the guest keeps busy answers late or never. */
const LIMIT_MS = 10_000;
/** Instructions before the place, and all together. */
const BEFORE = 16;
const COUNT = 64;

/** A row as the debug adapter protocol has it. */
interface Row {
  readonly address: string;
  readonly instructionBytes?: string;
  readonly instruction: string;
  readonly symbol?: string;
  /** `invalid` where memory could not be read. */
  readonly presentationHint?: string;
}

/**
 * Shows the instructions around a place in a document: the editor's own disassembly view only shows the frame that is
 * selected.
 * @throws what the debugger says; `TimeoutError`; `signal.reason` on abort.
 */
export async function showDisassembly(
  session: vscode.DebugSession,
  { reference, offset }: CodeReference,
  documents: CrashDocuments,
  signal: AbortSignal,
): Promise<void> {
  const question = {
    memoryReference: reference,
    offset,
    instructionOffset: -BEFORE,
    instructionCount: COUNT,
    resolveSymbols: true,
  };
  const asked = Promise.resolve(session.customRequest('disassemble', question)) as Promise<{
    readonly instructions: readonly Row[];
  }>;
  const { instructions } = await withTimeout(
    vscode.l10n.t('the disassembly of {0}', reference),
    LIMIT_MS,
    signal,
    (inner) => raceAbort(asked, inner),
  );
  const place = instructions[BEFORE];
  if (!place || place.presentationHint === 'invalid')
    throw new Error(
      vscode.l10n.t(
        'The debugger cannot read {0} now. Pause the machine, and follow the link again.',
        reference,
      ),
    );
  const text = instructions.map((row, index) => rowText(row, index === BEFORE)).join('\n');
  await documents.show({ name: `${place.address}.asm`, text, links: new Map() }, BEFORE);
}

function rowText({ address, instructionBytes = '', instruction, symbol }: Row, isPlace: boolean): string {
  const mark = isPlace ? '→' : ' ';
  const row = `${mark} ${address}  ${instructionBytes.padEnd(24)} ${instruction}`;
  return symbol === undefined ? row : `${row.padEnd(80)} ; ${symbol}`;
}
