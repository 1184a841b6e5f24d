import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type * as main from './main';

const IDS = [
  'qemu.sendText',
  'qemu.sendLines',
  'qemu.sendHex',
  'qemu.sendControlCharacter',
  'qemu.sendBreak',
  'qemu.sendSysRq',
  'qemu.sendFile',
  'qemu.sendMacro',
  'qemu.prefixKey',
  'qemu.copySocketPath',
  'qemu.toggleGuestKeys',
] as const satisfies readonly (keyof main.Sending)[];

/** What people send to a port beside what they type. It is in `dist/sending.js`, which is loaded when one of these is first run. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'sending');
  let made: main.Sending | undefined;
  return vscode.Disposable.from(
    ...IDS.map((id) =>
      command(services, id, (...args) => (made ??= bundle().createSending(services))[id](args)),
    ),
  );
}
