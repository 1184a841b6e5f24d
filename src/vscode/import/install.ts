import * as vscode from 'vscode';
import { isObject } from '../../config/shape';
import { installCommand } from '../../machine/install/installCommand';
import type { Missing, MissingTool } from '../../machine/install/missing';
import type { Services } from '../services';

const TOOLS: Readonly<Record<MissingTool, string>> = {
  qemu: 'QEMU',
  gdb: 'GDB',
  symbolizer: 'llvm-symbolizer',
};
/** Beside package.json; it is in the package, so that it is there without a network, too. */
const HELP = ['docs', 'install.md'];

/**
 * "QEMU: Install QEMU, GDB or a Symbolizer…": types the command of this computer's package manager into a terminal, and leaves Enter to the
 * person. Where no package manager is known, the help is shown.
 */
export async function install(services: Services, argument: unknown): Promise<void> {
  const missing = isMissing(argument) ? argument : await ask();
  if (!missing) return;
  const command = await installCommand(missing);
  if (command === undefined) {
    await openInstallHelp(services);
    return;
  }
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Install {0}', TOOLS[missing.tool]),
    iconPath: new vscode.ThemeIcon('desktop-download'),
    message: vscode.l10n.t('Press Enter to run this command. More: QEMU: Show Installation Help.'),
    isTransient: true,
  });
  terminal.show();
  terminal.sendText(command, false);
}

/** "QEMU: Show Installation Help". */
export async function openInstallHelp({ context }: Services): Promise<void> {
  const page = vscode.Uri.joinPath(context.extensionUri, ...HELP);
  await vscode.commands.executeCommand('markdown.showPreview', page);
}

async function ask(): Promise<Missing | undefined> {
  const items: (vscode.QuickPickItem & { readonly tool: MissingTool })[] = [
    { tool: 'qemu', label: TOOLS.qemu, detail: vscode.l10n.t('Runs the machines') },
    { tool: 'gdb', label: TOOLS.gdb, detail: vscode.l10n.t('Debugs what has symbols') },
    { tool: 'symbolizer', label: TOOLS.symbolizer, detail: vscode.l10n.t('Finds the lines of crashes') },
  ];
  return await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Select what to install') });
}

/** Arguments come from buttons of ours, and from keyboard shortcuts. */
function isMissing(argument: unknown): argument is Missing {
  if (!isObject(argument)) return false;
  const { tool, arch } = argument;
  const known = typeof tool === 'string' && Object.hasOwn(TOOLS, tool);
  // What is typed into a shell is nothing but a name.
  return known && (arch === undefined || (typeof arch === 'string' && /^\w+$/.test(arch)));
}
