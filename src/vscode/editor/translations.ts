import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** English text → the text in the language that the editor shows. */
export type Translations = Readonly<Record<string, string>>;

/**
 * Gives the rooms that know no VS Code the editor's translations. Each bundle has its own copy of `@vscode/l10n`, so
 * each bundle's entry calls this once.
 * @returns the translations, for worker threads; undefined in English.
 */
export function loadTranslations(): Translations | undefined {
  const { bundle } = vscode.l10n;
  if (bundle) l10n.config({ contents: bundle });
  return bundle;
}
