import * as vscode from 'vscode';
import type { Services } from '../../services';
import { pickTarget } from '../target';
import { CONTROL_CHARACTERS, type ControlCharacter, controlCharacter } from './controlCharacters';

/** "QEMU: Send Control Character…", also those that the editor takes for itself. Further argument: `key`, such as `Ctrl+C`. */
export async function sendControlCharacter(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'key');
  if (!target) return;
  const { serial } = target.port;
  const { key } = target.given;
  const character = typeof key === 'string' ? named(key) : await choose(serial.name);
  if (character) await serial.send(Uint8Array.of(character.code), services.tasks.signal);
}

function named(key: string): ControlCharacter {
  const character = controlCharacter(key);
  if (character) return character;
  throw new Error(vscode.l10n.t('There is no control character "{0}". Name its key, such as Ctrl+C.', key));
}

async function choose(port: string): Promise<ControlCharacter | undefined> {
  const items = CONTROL_CHARACTERS.map((character) => ({
    label: character.keys,
    description: `${character.name}, 0x${character.code.toString(16).padStart(2, '0')}`,
    character,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Send a Control Character to {0}', port),
    placeHolder: vscode.l10n.t('Select a key or a name'),
    matchOnDescription: true,
  });
  return picked?.character;
}
