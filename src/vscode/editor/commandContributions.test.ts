import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandContributions } from './commandContributions';
import { COMMANDS, TERMINAL } from './commandTable';

const root = join(__dirname, '../../..');
const json = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;
const HINT = 'Run: npm run generate';

describe('the table of commands', () => {
  const made = commandContributions();
  const titles = json('package.nls.json');

  for (const part of ['commands', 'menus', 'keybindings'] as const)
    it(`contributes.${part} of package.json follows from the table of commands`, () => {
      const contributes = json('package.json')['contributes'] as Record<string, unknown>;
      assert.deepEqual(contributes[part], made[part], HINT);
    });

  it('each command has a title, and no title is left over from a command that has gone', () => {
    const ids = Object.keys(titles).filter((key) => key.startsWith('command.'));
    assert.deepEqual(ids.map((key) => key.replace('command.', 'qemu.')).sort(), Object.keys(COMMANDS).sort());
  });

  it('no command of the palette has a title that another one begins with, since one could not type it', () => {
    const inPalette = Object.entries(COMMANDS)
      .filter(([, entry]) => !('palette' in entry) || (entry.palette as string) !== 'false')
      .map(([id]) => String(titles[id.replace('qemu.', 'command.')]));
    const beginsAnother = inPalette.filter((title) =>
      inPalette.some((other) => other !== title && other.startsWith(title)),
    );
    assert.deepEqual(beginsAnother, []);
  });

  it('the titles of commands name QEMU in menus that do not show a category', () => {
    const named = ['commandPalette', 'view/item/context', TERMINAL];
    const isOurs = (when: string): boolean => /^(view == qemu\.|resourceScheme == qemu-serial)/.test(when);
    const outside = Object.entries(made.menus)
      .filter(([menu]) => !named.includes(menu))
      .map(([menu, items]) => [menu, items.filter(({ when }) => !isOurs(when))] as const);
    assert.ok(outside.length > 0);
    for (const [menu, items] of outside)
      for (const { command = '' } of items.filter(({ submenu }) => submenu === undefined))
        assert.match(String(titles[command.replace('qemu.', 'command.')]), /QEMU/, `${menu}: ${command}`);
  });

  it('the table of commands has what the walkthrough’s buttons run, launching and debugging the sample guest among it', () => {
    const steps = Object.entries(titles).filter(([key]) => /^walkthrough\..+\.description$/.test(key));
    const run = steps.flatMap(([, text]) =>
      [...String(text).matchAll(/\(command:([\w.]+)\)/g)].map(([, id = '']) => id),
    );
    assert.deepEqual(
      run.filter((id) => !(id in COMMANDS)),
      [],
    );
    for (const id of ['qemu.launchSample', 'qemu.debugSample']) assert.ok(run.includes(id), id);
  });
});
