import * as l10n from '@vscode/l10n';
import { type Encoding, UnencodableError } from '../encoding/encoding';

/** What somebody sends, as bytes. @throws for a character that the port's encoding does not have. */
export function encodedText(port: string, data: string | Uint8Array, encoding: Encoding): Uint8Array {
  if (typeof data !== 'string') return data;
  try {
    return encoding.encode(data);
  } catch (error) {
    if (!(error instanceof UnencodableError)) throw error;
    const text = l10n.t(
      'nothing was sent to port "{0}": {1}; send bytes, or change the encoding',
      port,
      error.message,
    );
    throw new UnencodableError(text, { cause: error });
  }
}
