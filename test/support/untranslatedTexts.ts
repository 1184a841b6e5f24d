import ts from 'typescript';

/** Two words in a row: a sentence or a part of one, not a name, an option or a command. */
const WORDS = /\p{L}{2,}[,:]? \p{L}{2,}/u;

/** Calls that show their arguments to people. `tell` writes into the Debug Console. */
const SHOWN =
  /^(tell|show(Error|Warning|Information)Message|notice(While)?|askModally|showInputBox|showQuickPick|setStatusBarMessage)$/;

/** Classes of errors that no person reads: a cancellation is silent. */
const SILENT = /^(Cancelled|Abort)Error$/;

/** A text, and `NAME:LINE`. */
export interface Untranslated {
  readonly place: string;
  readonly text: string;
}

/**
 * The texts in a source file that people would read in English only: they are shown, or the message of an
 * error, and do not go through `l10n.t(…)`.
 */
export function untranslatedTexts(name: string, source: string): Untranslated[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Untranslated>();
  const visit = (node: ts.Node): void => {
    for (const shown of shownBy(node)) {
      for (const { at, text } of textsOf(shown, file)) {
        const line = file.getLineAndCharacterOfPosition(at).line + 1;
        found.set(at, { place: `${name}:${line}`, text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found.values()];
}

/** What of a call or a new error people see. */
function shownBy(node: ts.Node): readonly ts.Node[] {
  if (ts.isCallExpression(node)) return SHOWN.test(lastName(node.expression)) ? node.arguments : [];
  if (!ts.isNewExpression(node)) return [];
  const made = lastName(node.expression);
  return /Error$/.test(made) && !SILENT.test(made) ? (node.arguments ?? []) : [];
}

function lastName(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) ? node.text : '';
}

/** The words below a node, but not those of `l10n.t(…)`. */
function textsOf(node: ts.Node, file: ts.SourceFile): { at: number; text: string }[] {
  if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(file))) return [];
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
    return WORDS.test(node.text) ? [{ at: node.getStart(file), text: node.text }] : [];
  const below: { at: number; text: string }[] = [];
  ts.forEachChild(node, (child) => void below.push(...textsOf(child, file)));
  return below;
}
