import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../../src/api';

export const EXTENSION_ID = 'qemu-serial-debug.qemu-serial-debug';

/** Activates the extension under test, if it is not active yet, and returns what it gives to others. */
export async function activate(): Promise<QemuSerialDebugApi> {
  const extension = vscode.extensions.getExtension<QemuSerialDebugApi>(EXTENSION_ID);
  if (!extension) throw new Error(`${EXTENSION_ID} is not in this window.`);
  return extension.activate();
}
