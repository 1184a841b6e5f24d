import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandContributions } from './commandContributions';
import { type CommandEntry, COMMANDS, SEND, TERMINAL } from './commandTable';

const root = join(__dirname, '../../..');
const json = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;
const HINT = 'Run: npm run generate';

describe('the table of commands', () => {
  const made = commandContributions();
  const titles = json('package.nls.json');

  for (const part of ['commands', 'menus', 'submenus', 'keybindings'] as const)
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

  it('each title says by itself what is done and to what, also where no category is shown', () => {
    for (const id of Object.keys(COMMANDS)) {
      const title = String(titles[id.replace('qemu.', 'command.')]);
      const [verb = '', ...object] = title.split(' ');
      assert.match(verb, /^[A-Z][a-z]+$/, id);
      assert.ok(
        object.some((word) => word.length > 2 && !/^(Again|Down|Newer|Older)/.test(word)),
        title,
      );
    }
    assert.equal(
      new Set(Object.keys(COMMANDS).map((id) => titles[id.replace('qemu.', 'command.')])).size,
      Object.keys(COMMANDS).length,
    );
  });

  it('every command has an icon of the editor, and what an icon alone shows has a command with a title', () => {
    for (const [id, { icon }] of Object.entries(COMMANDS)) assert.match(icon, /^[a-z]+(-[a-z]+)*$/, id);
    const ids = new Set(made.commands.map((one) => (one as { command: string }).command));
    for (const [menu, items] of Object.entries(made.menus))
      for (const { command, submenu } of items)
        assert.ok(submenu === TERMINAL || submenu === SEND || ids.has(command ?? ''), menu);
  });

  it('what needs a machine cannot be run without one, and everything that is in a menu is in the palette, too', () => {
    const palette = made.menus['commandPalette'] ?? [];
    const never = palette.flatMap(({ command, when }) => (when === 'false' ? [command] : []));
    // Of the Explorer: the palette has "Launch Machine…" and "Debug Machine…", which offer the same files.
    assert.deepEqual(never, ['qemu.launchFile', 'qemu.debugFile']);
    for (const [id, entry] of Object.entries<CommandEntry>(COMMANDS)) {
      if (entry.palette === undefined || entry.palette === 'false') continue;
      assert.match(entry.palette, /^(!virtualWorkspace|resourceScheme == qemu-serial)$/, id);
    }
    for (const id of [
      'qemu.stop',
      'qemu.reset',
      'qemu.powerdown',
      'qemu.sendText',
      'qemu.openMonitor',
    ] as const)
      assert.equal(COMMANDS[id].enablement, 'qemu.machineCount > 0', id);
  });

  it('every key that a clause asks for is one that is kept true, of the editor or of ours', () => {
    const CLAUSES = made.commands.map((one) => (one as { enablement?: string }).enablement ?? '');
    const { walkthroughs } = json('package.json')['contributes'] as {
      walkthroughs: { steps: { completionEvents: string[] }[] }[];
    };
    const events = walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => step.completionEvents));
    for (const [, id = ''] of events.join(' ').matchAll(/onCommand:(\S+)/g)) assert.ok(id in COMMANDS, id);
    const conditions = events.filter((event) => event.startsWith('onContext:'));
    const whens = Object.values(made.menus).flatMap((items) => items.map(({ when }) => when));
    const all = [...CLAUSES, ...conditions, ...whens].join(' ');
    const own = new Set([...all.matchAll(/\bqemu\.[a-z]\w*/g)].map(([key]) => key));
    own.delete('qemu.machines');
    const source = readFileSync(join(root, 'src/vscode/status/contextKeys.ts'), 'utf8');
    assert.ok(own.size > 0);
    for (const key of own) assert.ok(source.includes(`'${key}'`), key);
  });

  it('each command of the palette has a place in the view of machines, but for those of a document', () => {
    const places = ['view/item/context', 'view/title', SEND];
    const inView = places.flatMap((menu) =>
      (made.menus[menu] ?? [])
        .filter(({ when }) => menu === SEND || when.startsWith('view == qemu.machines'))
        .map(({ command }) => command),
    );
    assert.ok(
      (made.menus['view/item/context'] ?? []).some(({ submenu }) => submenu === SEND),
      'what is sent is a menu of the view’s lines',
    );
    const missing = Object.entries<CommandEntry>(COMMANDS)
      .filter(([, { palette }]) => palette !== 'false' && palette !== 'resourceScheme == qemu-serial')
      .filter(([id]) => !inView.includes(id));
    assert.deepEqual(
      missing.map(([id]) => id),
      [],
    );
  });

  it('each place in a menu is for lines that the view has', () => {
    const lines = ['machine running crashed covered', 'machine paused', 'port live shared', 'port frozen'];
    const known = [...lines, 'origin', 'run', 'runPort', 'history'];
    for (const { when, command, submenu } of made.menus['view/item/context'] ?? []) {
      const pattern = new RegExp(/viewItem =~ \/(.+)\/$/.exec(when)?.[1] ?? '');
      assert.ok(
        known.some((line) => pattern.test(line)),
        `${command ?? submenu}: ${when}`,
      );
    }
  });

  it('what is in the menu of a run can be run without a machine', () => {
    for (const { when, command = '' } of made.menus['view/item/context'] ?? []) {
      const pattern = new RegExp(/viewItem =~ \/(.+)\/$/.exec(when)?.[1] ?? '');
      if (!pattern.test('run') && !pattern.test('runPort')) continue;
      const entry: CommandEntry | undefined = Object.entries<CommandEntry>(COMMANDS).find(
        ([id]) => id === command,
      )?.[1];
      assert.match(entry?.enablement ?? 'viewItem =~ /^run/', /viewItem =~ \/\^run\//, command);
    }
  });

  it('the titles of commands name QEMU in menus that do not show a category', () => {
    const named = ['commandPalette', 'view/item/context', TERMINAL, SEND];
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
