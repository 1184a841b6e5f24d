import * as vscode from 'vscode';
import { isRegExp } from '../../../config/formats';
import type { MachinePort } from '../../../machine/machineParts';
import { lineByLine } from '../../../serial/transfers/lineByLine';
import { paced, raw } from '../../../serial/transfers/plain';
import type { Transfer } from '../../../serial/transfers/transfer';
import { xmodem, xmodem1k } from '../../../serial/transfers/xmodem';
import { ymodem } from '../../../serial/transfers/ymodem';
import { LINE_ENDS } from '../target';

/** A way to send a file that a person can choose, and that a keyboard shortcut can name. */
export interface FileWay {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Asks for what else it needs; undefined when the person has thought better of it. */
  prepare(port: MachinePort): Promise<Transfer | undefined>;
}

/** A 16550 at 115200 baud, in bytes a second. */
const USUAL_PACE = 11_520;
const FASTEST = 10_000_000;
const USUAL_PROMPT = '[$#>] $';

const ready = (transfer: Transfer) => (): Promise<Transfer> => Promise.resolve(transfer);

export function fileWays(): readonly FileWay[] {
  return [...plainWays(), ...protocols()];
}

function plainWays(): FileWay[] {
  return [
    {
      id: 'raw',
      label: vscode.l10n.t('Raw'),
      detail: vscode.l10n.t('As it is, as fast as the guest reads it'),
      prepare: ready(raw),
    },
    {
      id: 'paced',
      label: vscode.l10n.t('Paced'),
      detail: vscode.l10n.t('As it is, not faster than some bytes a second'),
      prepare: preparePaced,
    },
    {
      id: 'echo',
      label: vscode.l10n.t('Line by Line, after the Echo'),
      detail: vscode.l10n.t('Text; each line once the guest has echoed the one before'),
      prepare: ({ config }) => Promise.resolve(lineByLine({ lineEnd: LINE_ENDS[config.newline] })),
    },
    {
      id: 'prompt',
      label: vscode.l10n.t('Line by Line, after a Prompt'),
      detail: vscode.l10n.t('Text; each line once the guest has printed its prompt'),
      prepare: prepareAfterPrompt,
    },
  ];
}

function protocols(): FileWay[] {
  return [
    {
      id: 'xmodem',
      label: 'XMODEM',
      detail: vscode.l10n.t(
        'To a receiver in the guest, such as {0}, which fills up the last block',
        'loadx, rx',
      ),
      prepare: ready(xmodem),
    },
    {
      id: 'xmodem-1k',
      label: 'XMODEM-1K',
      detail: vscode.l10n.t('The same in blocks of 1024 bytes'),
      prepare: ready(xmodem1k),
    },
    {
      id: 'ymodem',
      label: 'YMODEM',
      detail: vscode.l10n.t(
        'To a receiver in the guest, such as {0}, which is told name and size',
        'loady, rb',
      ),
      prepare: ready(ymodem),
    },
  ];
}

async function preparePaced(): Promise<Transfer | undefined> {
  const isPace = (text: string): boolean => /^\d+$/.test(text) && +text >= 1 && +text <= FASTEST;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Pace'),
    prompt: vscode.l10n.t('Bytes a second. A UART at 115200 baud takes {0}.', USUAL_PACE),
    value: String(USUAL_PACE),
    validateInput: (typed) =>
      isPace(typed) ? undefined : vscode.l10n.t('A whole number between 1 and {0}', FASTEST),
  });
  return text === undefined ? undefined : paced(Number(text));
}

async function prepareAfterPrompt({ config }: MachinePort): Promise<Transfer | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Prompt of the Guest'),
    prompt: vscode.l10n.t('A regular expression, looked for after each line.'),
    value: USUAL_PROMPT,
    validateInput: (typed) =>
      typed !== '' && isRegExp(typed) ? undefined : vscode.l10n.t('This is no regular expression.'),
  });
  if (text === undefined) return undefined;
  return lineByLine({ lineEnd: LINE_ENDS[config.newline], prompt: new RegExp(text) });
}
