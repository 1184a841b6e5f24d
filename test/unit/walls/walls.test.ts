import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { circlesBetweenBoxes } from './boxes';
import { importGraph, ROOT } from './graph';

interface Configuration {
  readonly forbidden: readonly { readonly name: string }[];
}

const { forbidden } = createRequire(__filename)(join(ROOT, '.dependency-cruiser.cjs')) as Configuration;
const isTest = (path: string): boolean => path.endsWith('.test.ts');

describe('the import graph', function () {
  // All of the sources are parsed.
  this.timeout(300_000);

  it('the import graph keeps to the rules, and has no circle between the files and sub-folders of any folder', async () => {
    const { violations, imports } = await importGraph(ROOT, ['src', 'test', 'scripts']);
    assert.deepEqual(
      violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
      [],
    );
    const shipped = imports.filter(({ from }) => !isTest(from));
    const circles = [...circlesBetweenBoxes(shipped, 'src'), ...circlesBetweenBoxes(imports, 'test')];
    assert.deepEqual(circles, [], `\n${circles.join('\n')}`);
  });
});

describe('the rules for imports', function () {
  this.timeout(300_000);

  /** A file that breaks the rule of that name; rules without an entry here fail the test below. */
  const BREAKERS: Readonly<Record<string, readonly [file: string, text: string]>> = {
    'no-circle': ['src/log/one.ts', "import type { Two } from './two';\nexport interface One { two: Two }\n"],
    'vscode-has-a-room': [
      'src/machine/start/window.ts',
      "import type * as vscode from 'vscode';\nexport type Uri = vscode.Uri;\n",
    ],
    'wiring-is-on-top': ['src/api.ts', "export { activate } from './extension';\n"],
    'product-without-tests': ['src/log/tested.ts', "export { helper } from './../../test/support/helper';\n"],
    'serial-client-without-worker': [
      'src/serial/hasty.ts',
      "export type { Spool } from './worker/spool/spool';\n",
    ],
    'debugging-is-lazy': ['src/vscode/debug/eager.ts', "export { adapter } from './../../debug/adapter';\n"],
    'import-is-lazy': ['src/vscode/tasks/eager.ts', "export { wizard } from './../import/wizard';\n"],
    'coverage-is-lazy': ['src/vscode/sessions/eager.ts', "export { lines } from './../../coverage/lines';\n"],
    'crash-is-lazy': ['src/vscode/launch/eager.ts', "export { notices } from './../crash/notices';\n"],
    'machines-are-lazy': ['src/vscode/profile/eager.ts', "export { tree } from './../machines/tree';\n"],
    'tests-are-lazy': ['src/vscode/launch/judging.ts', "export { judge } from './../../harness/judge';\n"],
    'console-is-lazy': ['src/vscode/status/late.ts', "export { times } from './../console/times';\n"],
    'sending-is-lazy': ['src/vscode/profile/hasty.ts', "export { text } from './../sending/text';\n"],
    'encodings-are-lazy': ['src/serial/worker/encoding/eager.ts', "export { tables } from './encodings';\n"],
    'monitor-is-lazy': ['src/vscode/status/eager.ts', "export { line } from './../../monitor/line';\n"],
  };
  /** What they import, and what is allowed and looks much like it. */
  const OTHERS: Readonly<Record<string, string>> = {
    'src/log/two.ts': "import type { One } from './one';\nexport interface Two { one: One }\n",
    'src/extension.ts': 'export const activate = 1;\n',
    'src/debug/adapter.ts': 'export const adapter = 1;\n',
    'src/serial/worker/spool/spool.ts': 'export const Spool = 1;\n',
    'src/serial/worker/encoding/encodings.ts': 'export const tables = 1;\n',
    'src/harness/judge.ts': 'export const judge = 1;\n',
    'src/vscode/tests/index.ts': "export type { judge } from '../../harness/judge';\n",
    'src/vscode/tests/run.ts': "export { judge } from '../../harness/judge';\n",
    'src/monitor/line.ts': 'export const line = 1;\n',
    'src/coverage/lines.ts': 'export const lines = 1;\n',
    'src/vscode/sending/text.ts': 'export const text = 1;\n',
    'src/vscode/sending/index.ts': "export type { text } from './text';\n",
    'src/vscode/crash/notices.ts': 'export const notices = 1;\n',
    'src/vscode/crash/index.ts': "export type { notices } from './notices';\n",
    'src/vscode/console/times.ts': 'export const times = 1;\n',
    'src/vscode/console/index.ts': "export type { times } from './times';\n",
    'src/vscode/import/wizard.ts': 'export const wizard = 1;\n',
    'src/vscode/machines/tree.ts': 'export const tree = 1;\n',
    'src/vscode/machines/index.ts': "export type { tree } from './tree';\n",
    'src/vscode/import/index.ts': "export type { wizard } from './wizard';\n",
    'src/vscode/tasks/tasks.ts': "export { wizard } from '../import/index';\n",
    'src/stranger/thing.ts': 'export interface Thing { name: string }\n',
    'src/vscode/debug/lazy/adapter.ts': "export { adapter } from '../../../debug/adapter';\n",
    'src/vscode/debug/types.ts': "export type { adapter } from '../../debug/adapter';\n",
    'src/vscode/window.ts': "import type * as vscode from 'vscode';\nexport type Uri = vscode.Uri;\n",
    'src/log/one.test.ts': "export { helper } from '../../test/support/helper';\n",
    'test/support/helper.ts': 'export const helper = 1;\n',
  };
  const ROOM_BREAKER = "import type { Thing } from './../../stranger/thing';\nexport type Alias = Thing;\n";

  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-walls-'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await symlink(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('each rule for imports finds the import that breaks it: of a type, out of a sub-folder, by a detour over ./..', async () => {
    const rooms = forbidden.map(({ name }) => name).filter((name) => name.startsWith('room-'));
    const breakers: Readonly<Record<string, readonly [file: string, text: string]>> = {
      ...BREAKERS,
      ...Object.fromEntries(
        rooms.map((name) => [name, [`src/${name.slice(5)}/inner/breaker.ts`, ROOM_BREAKER] as const]),
      ),
    };
    const files = { ...OTHERS, ...Object.fromEntries(Object.values(breakers)) };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { violations } = await importGraph(folder, ['src', 'test']);
    const found = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    // A circle is told once, at either of its ends.
    found.delete('no-circle: src/log/two.ts');
    const wanted = forbidden.map(
      ({ name }) => `${name}: ${breakers[name]?.[0] ?? '(no file breaks it here)'}`,
    );
    assert.deepEqual([...found].sort(), wanted.sort());
  });
});

describe('the look for circles between folders', () => {
  const imports = (...arrows: string[]) =>
    arrows.map((arrow) => {
      const [from = '', to = ''] = arrow.split(' ');
      return { from: `src/${from}`, to: `src/${to}` };
    });

  it('the look for circles finds a folder that imports from one that imports from it, though no two files do', () => {
    const circles = circlesBetweenBoxes(imports('a/one/x.ts a/two/y.ts', 'a/two/z.ts a/one/w.ts'), 'src');
    assert.deepEqual(circles, [
      'src/a: one → two → one\n    src/a/one/x.ts imports src/a/two/y.ts\n    src/a/two/z.ts imports src/a/one/w.ts',
    ]);
  });

  it('the look for circles finds an import that climbs out of a sub-folder to a file that imports the sub-folder', () => {
    const circles = circlesBetweenBoxes(imports('a/x.ts a/one/y.ts', 'a/one/z.ts a/x.ts'), 'src');
    assert.equal(circles.length, 1);
  });

  it('the look for circles finds a circle of three, deep inside a room', () => {
    const circles = circlesBetweenBoxes(
      imports('a/b/c/x.ts a/b/d/x.ts', 'a/b/d/y.ts a/b/e.ts', 'a/b/e.ts a/b/c/z.ts'),
      'src',
    );
    assert.match(circles.join(), /^src\/a\/b: c → d → e\.ts → c/);
  });

  it('the look for circles is content with floors, however often an upper one imports a lower one', () => {
    const floors = imports(
      'a/x.ts a/one/y.ts',
      'a/x.ts a/two/y.ts',
      'a/one/y.ts a/two/y.ts',
      'b/x.ts a/x.ts',
    );
    assert.deepEqual(circlesBetweenBoxes(floors, 'src'), []);
  });

  it('the look for circles takes no account of what lies elsewhere', () => {
    const elsewhere = [{ from: 'src/a/x.ts', to: 'node_modules/y/index.js' }];
    assert.deepEqual(circlesBetweenBoxes(elsewhere, 'src'), []);
  });
});
