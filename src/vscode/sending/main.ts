import { loadTranslations } from '../editor/translations';
import type { CommandId } from '../editor/commandTable';
import type { Services } from '../services';
import { sendBreak } from './characters/sendBreak';
import { sendControlCharacter } from './characters/sendControlCharacter';
import { sendHex } from './characters/sendHex';
import { sendSysRq } from './characters/sendSysRq';
import { sendFile } from './files/sendFile';
import { sendMacro } from './sendMacro';
import { LineSender } from './sendLines';
import { copySocketPath } from './copySocketPath';
import { prefixKey } from './prefixKeys';
import { sendText } from './sendText';
import { toggleGuestKeys } from './toggleGuestKeys';

type Arguments = readonly unknown[];

/** What each command does with its arguments. */
export type Sending = ReturnType<typeof createSending>;

/** Called once a window, when something is first sent by a command. */
export function createSending(services: Services) {
  loadTranslations();
  const lines = new LineSender(services);
  return {
    'qemu.sendText': (args: Arguments) => sendText(services, args),
    'qemu.sendLines': (args: Arguments) => lines.send(args),
    'qemu.sendHex': (args: Arguments) => sendHex(services, args),
    'qemu.sendControlCharacter': (args: Arguments) => sendControlCharacter(services, args),
    'qemu.sendBreak': (args: Arguments) => sendBreak(services, args),
    'qemu.sendSysRq': (args: Arguments) => sendSysRq(services, args),
    'qemu.sendFile': (args: Arguments) => sendFile(services, args),
    'qemu.sendMacro': (args: Arguments) => sendMacro(services, args),
    'qemu.prefixKey': (args: Arguments) => prefixKey(services, args),
    'qemu.copySocketPath': (args: Arguments) => copySocketPath(services, args),
    'qemu.toggleGuestKeys': (_: Arguments) => toggleGuestKeys(),
  } satisfies Partial<Record<CommandId, unknown>>;
}
