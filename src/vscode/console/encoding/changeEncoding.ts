import * as vscode from 'vscode';
import { ENCODINGS } from '../../../config/encodings';
import { didYouMean } from '../../../config/validation/didYouMean';
import { ENCODING_NAMES } from './encodingNames';

/** A port, as far as its encoding goes. */
interface DecodedPort {
  source(): { readonly encoding?: string };
  decodeAs(encoding: string): void;
}

/**
 * "QEMU: Change Encoding…": takes a port's text for another one from its first byte on: for as long as its machine runs, or its run is shown.
 * @param argument The encoding, for a keyboard shortcut; the person is asked if there is none.
 * @returns the new one; undefined when it stays.
 */
export async function changeEncoding(port: DecodedPort, argument: unknown): Promise<string | undefined> {
  const current = port.source().encoding ?? 'utf8';
  const wanted = typeof argument === 'string' ? known(argument) : await choose(current);
  if (wanted === undefined || wanted === current) return undefined;
  port.decodeAs(wanted);
  return wanted;
}

async function choose(current: string): Promise<string | undefined> {
  const items = ENCODINGS.map((encoding) => ({
    encoding,
    label: ENCODING_NAMES[encoding],
    description: encoding === current ? vscode.l10n.t('{0}, used now', encoding) : encoding,
  }));
  const placeHolder = vscode.l10n.t('Select the encoding of the guest’s text; the terminal is redrawn');
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.encoding;
}

function known(name: string): string {
  const names: readonly string[] = ENCODINGS;
  if (names.includes(name)) return name;
  const guess = didYouMean(name, names);
  throw new Error(
    guess === undefined
      ? vscode.l10n.t('There is no encoding "{0}"; there are {1}.', name, names.join(', '))
      : vscode.l10n.t('There is no encoding "{0}"; did you mean "{1}"?', name, guess),
  );
}
