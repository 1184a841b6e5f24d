import * as vscode from 'vscode';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';
import type { Services } from '../../services';
import { pickTarget } from '../target';

/** How a guest gets the key: `port`, behind what its console takes for SysRq; `keyboard`, with Alt and SysRq. */
type Way = 'port' | 'keyboard';

interface KeyItem extends vscode.QuickPickItem {
  readonly key?: string;
}

/** Ctrl-O: SysRq on Linux's consoles without a UART (drivers/tty/hvc/hvc_console.c). */
const HVC_SYSRQ = '\x0f';
const UARTS: readonly string[] = ['uart', 'pci-serial', 'chardev'];
const KEY = /^[0-9a-z]$/;

/**
 * "QEMU: Send SysRq…": Linux's magic keys. On a UART that is BREAK and the key, on a virtio console Ctrl-O and the key;
 * for all other guests a machine's keyboard. Further arguments: `key`, and `by`, which is `port` or `keyboard`.
 */
export async function sendSysRq(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'key', 'by');
  if (!target) return;
  const { machine, port, given } = target;
  const way = given.by === 'keyboard' || !hasSysRq(port) ? 'keyboard' : 'port';
  if (typeof given.key !== 'string') await choose(machine, port, way, services.tasks.signal);
  else if (KEY.test(given.key)) await send(machine, port, given.key, way, services.tasks.signal);
  else throw new Error(vscode.l10n.t('SysRq takes one small letter or digit, not "{0}".', given.key));
}

function hasSysRq({ config }: MachinePort): boolean {
  return config.device === 'virtconsole' || UARTS.includes(config.device);
}

async function choose(machine: Machine, port: MachinePort, way: Way, signal: AbortSignal): Promise<void> {
  const keyboard: KeyItem = { label: `$(keyboard) ${vscode.l10n.t('By the Machine’s Keyboard…')}` };
  const picked = await vscode.window.showQuickPick<KeyItem>(
    [...keyItems(), ...(way === 'port' ? [keyboard] : [])],
    {
      title:
        way === 'port'
          ? vscode.l10n.t('Send SysRq to {0}', port.name)
          : vscode.l10n.t('Send SysRq by the Keyboard of {0}', machine.name),
      placeHolder: vscode.l10n.t('Select a key of Linux’s'),
      matchOnDescription: true,
    },
  );
  if (picked === keyboard) await choose(machine, port, 'keyboard', signal);
  else if (picked?.key !== undefined) await send(machine, port, picked.key, way, signal);
}

/** Linux, Documentation/admin-guide/sysrq.rst. */
function keyItems(): KeyItem[] {
  const items: readonly (readonly [string, string])[] = [
    ['h', vscode.l10n.t('help: which keys there are')],
    ['t', vscode.l10n.t('all tasks, with their stacks')],
    ['w', vscode.l10n.t('tasks that are blocked')],
    ['l', vscode.l10n.t('stacks of all active processors')],
    ['p', vscode.l10n.t('registers')],
    ['m', vscode.l10n.t('memory')],
    ['q', vscode.l10n.t('timers')],
    ['d', vscode.l10n.t('locks that are held')],
    ['9', vscode.l10n.t('log everything on the console')],
    ['g', vscode.l10n.t('the kernel’s own debugger (kgdb)')],
    ['s', vscode.l10n.t('sync all file systems')],
    ['u', vscode.l10n.t('remount all file systems read-only')],
    ['e', vscode.l10n.t('SIGTERM to all processes but init')],
    ['i', vscode.l10n.t('SIGKILL to all processes but init')],
    ['f', vscode.l10n.t('the out-of-memory killer')],
    ['k', vscode.l10n.t('SIGKILL to everything on this console')],
    ['r', vscode.l10n.t('the keyboard back from raw mode')],
    ['c', vscode.l10n.t('crash')],
    ['o', vscode.l10n.t('power off, without syncing')],
    ['b', vscode.l10n.t('reboot, without syncing')],
  ];
  return items.map(([key, description]) => ({ label: key, description, key }));
}

async function send(
  machine: Machine,
  port: MachinePort,
  key: string,
  way: Way,
  signal: AbortSignal,
): Promise<void> {
  if (way === 'keyboard') {
    const keys = ['alt', 'sysrq', key].map((data) => ({ type: 'qcode', data }));
    await machine.qmp('send-key', { keys }, { signal });
  } else if (port.config.device === 'virtconsole') {
    await port.serial.send(HVC_SYSRQ + key, signal);
  } else {
    await machine.sendBreak(port);
    await port.serial.send(key, signal);
  }
}
