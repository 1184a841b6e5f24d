import { KEY_PREFIXES } from '../../config/manifest/keyPrefixes';

/** An entry of `contributes.keybindings` in `package.json`. */
interface KeyBinding {
  readonly key: string;
  readonly command: string;
  readonly args: unknown;
  readonly when: string;
}

/** Ctrl+C and Ctrl+V are the editor's where it copies and pastes with them; elsewhere they reach a terminal anyway. */
const LETTERS = 'abdefghijklmnopqrstuwxyz'.split('');

/**
 * Keys that the editor would take: in a serial terminal they go to the guest, if the person wants that, and the prefix goes
 * to us.
 */
export function guestKeys(): KeyBinding[] {
  const letters = LETTERS.map((letter) => bindingOf(`ctrl+${letter}`, 'config.qemu.terminal.guestKeys'));
  const prefixes = KEY_PREFIXES.filter((key) => key !== 'off').map((key) =>
    bindingOf(key, `config.qemu.keyPrefix == '${key}'`),
  );
  return [...letters, ...prefixes];
}

function bindingOf(key: string, when: string): KeyBinding {
  const code = key.toUpperCase().charCodeAt(key.length - 1) - 0x40;
  return {
    key,
    command: 'workbench.action.terminal.sendSequence',
    args: { text: String.fromCharCode(code) },
    when: `terminalFocus && qemu.terminalActive && ${when}`,
  };
}
