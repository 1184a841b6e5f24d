import * as l10n from '@vscode/l10n';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { UsageError } from '../usage';

/**
 * Reads JSON as the editor does, with comments.
 * @param path For the error.
 * @throws {UsageError} with the line of the first mistake.
 */
export function parsed(text: string, path: string): unknown {
  const errors: ParseError[] = [];
  const root: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return root;
  const line = text.slice(0, first.offset).split('\n').length;
  throw new UsageError(
    l10n.t('{0}:{1} is not JSON: {2}.', path, line, printParseErrorCode(first.error)),
    l10n.t('Comments and a comma behind the last entry are allowed.'),
  );
}
