import * as vscode from 'vscode';
import type { CommandId } from '../editor/commandTable';
import { runCommand } from '../editor/runCommand';
import type { Services } from '../services';
import { pickTarget } from './target';

interface KeyItem extends vscode.QuickPickItem {
  readonly command: CommandId;
}

/**
 * What a key does that follows the prefix (`qemu.keyPrefix`) in a terminal. One that means nothing lists all that do: so does
 * `?`.
 */
export async function prefixKey(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'key');
  if (!target) return;
  const { machine, port, given } = target;
  const keys = prefixKeys();
  const item = keys.find(({ label }) => label === given.key) ?? (await choose(keys, port.name));
  if (item) await runCommand(item.command, machine.id, port.name);
}

async function choose(keys: readonly KeyItem[], port: string): Promise<KeyItem | undefined> {
  return await vscode.window.showQuickPick(keys, {
    title: vscode.l10n.t('Keys after the Prefix, in {0}', port),
    placeHolder: vscode.l10n.t('The prefix twice sends it to the guest'),
    matchOnDescription: true,
  });
}

/** Letters as in tio, where it has the same. */
function prefixKeys(): KeyItem[] {
  return [
    { label: 'b', description: 'BREAK', command: 'qemu.sendBreak' },
    { label: 's', description: 'SysRq…', command: 'qemu.sendSysRq' },
    { label: 'l', description: vscode.l10n.t('Lines with an editor…'), command: 'qemu.sendLines' },
    { label: 'h', description: vscode.l10n.t('Hexadecimal bytes…'), command: 'qemu.sendHex' },
    { label: 'k', description: vscode.l10n.t('A control character…'), command: 'qemu.sendControlCharacter' },
    { label: 'f', description: vscode.l10n.t('A file…'), command: 'qemu.sendFile' },
    { label: 'm', description: vscode.l10n.t('A macro…'), command: 'qemu.sendMacro' },
    { label: 'z', description: vscode.l10n.t('Freeze what the terminal shows'), command: 'qemu.pauseOutput' },
    { label: 'u', description: vscode.l10n.t('Unfreeze it'), command: 'qemu.resumeOutput' },
    { label: 'p', description: vscode.l10n.t('Pause the machine'), command: 'qemu.pause' },
    { label: 'c', description: vscode.l10n.t('Resume it'), command: 'qemu.resume' },
    { label: 'r', description: vscode.l10n.t('Reset it'), command: 'qemu.reset' },
    { label: 'q', description: vscode.l10n.t('Stop it'), command: 'qemu.stop' },
    { label: 'o', description: vscode.l10n.t('Its monitor'), command: 'qemu.openMonitor' },
  ];
}
