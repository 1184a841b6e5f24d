import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { convert } from '../../machine/paste/convert';
import type { AskedVariable } from '../../machine/paste/read/expansion';
import { type PastedCommand, readPastedCommands } from '../../machine/paste/read/pastedCommand';
import { placeholderKind } from '../../machine/paste/read/placeholders';
import type { Services } from '../services';
import { escapeIcons } from '../editor/escapedText';
import type { Preview } from './preview';
import { proposalOf, review } from './review';

/**
 * "QEMU: Paste Command Line…": any line that starts QEMU, from a Makefile, a script or a web page.
 * @param given A text to take instead of asking for one.
 */
export async function pasteCommandLine(services: Services, preview: Preview, given?: unknown): Promise<void> {
  const text = typeof given === 'string' ? given : await askForText();
  if (text === undefined) return;
  if (!holdsQemu(text)) throw new Error(notFound());
  const values = await askForValues(text);
  if (!values) return;
  const command = await pickOne(readPastedCommands(text, values).commands);
  if (command) await review(services, preview, proposalOf(convert(command)));
}

const title = (): string => vscode.l10n.t('Paste Command Line');
const notFound = (): string => vscode.l10n.t('There is no command line of QEMU in this text.');
const holdsQemu = (text: string): boolean => readPastedCommands(text).commands.length > 0;

/** The box has one line; what stood on several is taken from the clipboard, from where it must have come. */
async function askForText(): Promise<string | undefined> {
  const clipboard = await vscode.env.clipboard.readText();
  const entered = await vscode.window.showInputBox({
    title: title(),
    prompt: vscode.l10n.t('A line that starts QEMU, or a Makefile or script with such a line'),
    placeHolder: 'qemu-system-x86_64 -M q35 -kernel kernel.elf -serial stdio',
    ...(holdsQemu(clipboard) && { value: inOneLine(clipboard) }),
    ignoreFocusOut: true,
    validateInput: async (text) =>
      text.trim() === '' || holdsQemu(await inItsLines(text, clipboard)) ? undefined : notFound(),
  });
  return entered === undefined || entered.trim() === '' ? undefined : await inItsLines(entered, clipboard);
}

async function inItsLines(entered: string, before: string): Promise<string> {
  const now = await vscode.env.clipboard.readText();
  return [before, now].find((text) => bare(text) === bare(entered)) ?? entered;
}

const inOneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim();
const bare = (text: string): string => text.replaceAll(/\s+/g, '');

/** One after the other, since an answer may decide which ones are needed. */
async function askForValues(text: string): Promise<ReadonlyMap<string, string> | undefined> {
  const values = new Map<string, string>();
  for (;;) {
    const [variable] = readPastedCommands(text, values).unknown;
    if (!variable) return values;
    const value = await askForValue(variable);
    if (value === undefined) return undefined;
    values.set(variable.name, value);
  }
}

async function askForValue({ name, fallback }: AskedVariable): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: title(),
    prompt: escapeIcons(questionFor(name)),
    value: fallback ?? suggestionFor(name),
    ignoreFocusOut: true,
  });
}

function questionFor(name: string): string {
  const kind = placeholderKind(name);
  if (kind === 'optional')
    return vscode.l10n.t('{0} is optional: what is to stand there? Empty for nothing', name);
  if (kind === 'value') return vscode.l10n.t('What does {0} stand for? Empty for nothing', name);
  if (name === '@' || name === '*') return vscode.l10n.t('Further options for QEMU; empty for none');
  if (/^\$[({].*[)}]$/s.test(name))
    return vscode.l10n.t('What does {0} give? Nothing is run to find out; empty for nothing', name);
  return vscode.l10n.t('The value of {0}; empty for nothing', name);
}

function suggestionFor(name: string): string {
  if (/^(\$\()?(shell )?nproc\b/.test(name)) return String(availableParallelism());
  return '';
}

async function pickOne(commands: readonly PastedCommand[]): Promise<PastedCommand | undefined> {
  if (commands.length < 2) return commands[0];
  const items = commands.map((command) => ({
    label: `$(terminal) ${escapeIcons(command.program)}`,
    detail: escapeIcons(command.args.join(' ')),
    command,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: title(),
    placeHolder: vscode.l10n.t('The text starts QEMU more than once: select which'),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.command;
}
