import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineConfiguration } from '../../config/types';

const FOLDER = ['media', 'guest'];
const IMAGE = [...FOLDER, 'sample.elf'];
/** The guest's command `exit` writes to this device; see media/guest. */
const EXIT_DEVICE = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'];
const INSTALLED = '${extensionInstallFolder:qemu-serial-debug.qemu-serial-debug}';

export function sampleTitle(): string {
  return vscode.l10n.t('Sample guest');
}

/** The guest that comes with the extension. */
export function sampleConfiguration(extensionPath: string): MachineConfiguration {
  return { type: 'qemu', name: sampleTitle(), ...machine(join(extensionPath, ...IMAGE)) };
}

/** The same for a task that may be written into tasks.json, where the extension's path would soon be outdated. */
export function sampleDefinition(): MachineConfiguration {
  return { type: 'qemu', ...machine([INSTALLED, ...IMAGE].join('/')) };
}

/** Where its sources are, too. Without the extension's path, with the variable that stands for it. */
export function guestFolder(extensionPath?: string): string {
  return extensionPath === undefined ? [INSTALLED, ...FOLDER].join('/') : join(extensionPath, ...FOLDER);
}

const machine = (kernel: string) => ({
  kernel,
  serial: [{ name: 'console' }, { name: 'second' }],
  args: EXIT_DEVICE,
});
