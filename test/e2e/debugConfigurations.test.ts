/** Where debug configurations come from: what lies in the folder, the wizard, launch.json; and what is wrong in them. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../src/api';
import { endDebugging, GUEST, Recorder, SAMPLE, topFrame } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, notifications, port, PROMPT } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const LAUNCH_JSON = inWorkspace('.vscode', 'launch.json');
const FIXTURE = inWorkspace('images');

/** `e_machine` of the ELF registry. */
const MACHINES = { i386: 3, arm: 40, x86_64: 62, aarch64: 183, riscv64: 243 } as const;

/** Enough of an ELF file to be taken for one. */
function elf(arch: keyof typeof MACHINES): Buffer {
  const image = Buffer.alloc(64);
  image.writeUInt32BE(0x7f454c46, 0);
  image[4] = arch === 'i386' || arch === 'arm' ? 1 : 2;
  image[5] = 1;
  image.writeUInt16LE(MACHINES[arch], 18);
  return image;
}

/** Enough of a Linux kernel for x86-64. */
function bzImage(): Buffer {
  const image = Buffer.alloc(1024);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(0x20c, 0x206);
  image.writeUInt16LE(1, 0x236);
  return image;
}

async function place(files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(FIXTURE, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** What the open quick pick offers, once it offers all of these: a part of a label each, or one that fits. */
async function offered(...wanted: (string | RegExp)[]): Promise<string[]> {
  const rows = '.quick-input-widget .quick-input-list .monaco-list-row .label-name';
  let labels: string[] = [];
  const has = async (): Promise<string[] | undefined> => {
    // The list draws itself in several steps.
    labels = (await page.text(rows)).map((text) => text.trim());
    return wanted.every((label) => labels.some((text) => fits(text, label))) ? labels : undefined;
  };
  return await until(`${wanted.join(', ')} is offered`, has, { details: () => labels.join(', ') });
}

const fits = (text: string, label: string | RegExp): boolean =>
  typeof label === 'string' ? text.includes(label) : label.test(text);

describe('debug configurations', () => {
  let api: QemuSerialDebugApi;
  const folder = (): vscode.WorkspaceFolder => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    return first;
  };
  const clean = async (): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(FIXTURE, { recursive: true, force: true });
    await rm(LAUNCH_JSON, { force: true });
  };

  before(async () => {
    api = await activate();
    await clean();
  });
  afterEach(async () => {
    await page.press('Escape');
    await endDebugging(api);
    await clean();
    await expectNoChildren();
  });

  it('debug configurations are made of what lies in the folder, for "Run and Debug"', async () => {
    await place({
      'build/kernel.elf': elf('i386'),
      'linux/vmlinux': elf('x86_64'),
      'linux/arch/x86/boot/bzImage': bzImage(),
      'app/build/zephyr/zephyr.elf': elf('arm'),
      'app/build/CMakeCache.txt': 'CACHED_BOARD:STRING=mps2/an385\n',
      'rust/target/riscv64gc-unknown-none-elf/debug/hello': elf('riscv64'),
      'u-boot/u-boot': elf('aarch64'),
      'u-boot/u-boot.bin': Buffer.alloc(512),
      'disk.img': Buffer.alloc(512),
    });
    await page.command('Debug: Select and Start Debugging');
    await offered('QEMU...');
    await page.pick('QEMU...');
    const names = ['kernel.elf', 'vmlinux', 'zephyr.elf', 'hello', 'u-boot', 'disk.img'];
    const labels = await offered(...names.map((name) => `QEMU: ${name}`));
    assert.equal(labels.filter((label) => label === 'Sample guest').length, 1, labels.join(', '));
  });

  it('debug configurations fill a new launch.json', async () => {
    await place({ 'linux/vmlinux': elf('x86_64'), 'linux/arch/x86/boot/bzImage': bzImage() });
    await page.command('Debug: Add Configuration...');
    await offered(/^QEMU$/);
    await page.pick('QEMU');
    await until('launch.json was written', () => readFile(LAUNCH_JSON, 'utf8').catch(() => ''));
    const document = await vscode.workspace.openTextDocument(LAUNCH_JSON);
    await until('the editor shows it', () => document.getText().includes('vmlinux'));
    assert.match(
      document.getText(),
      /"kernel": "\$\{workspaceFolder\}\/images\/linux\/arch\/x86\/boot\/bzImage"/,
    );
    assert.match(document.getText(), /"program": "\$\{workspaceFolder\}\/images\/linux\/vmlinux"/);
  });

  it('F5 without a configuration debugs the only image of the folder', async () => {
    await mkdir(FIXTURE, { recursive: true });
    await cp(SAMPLE, join(FIXTURE, 'kernel.elf'));
    const config = { type: 'qemu' } as vscode.DebugConfiguration;
    const recorder = new Recorder();
    assert.equal(await vscode.debug.startDebugging(folder(), config), true);
    const machine = await until('there is a machine', () => api.machines[0]);
    const session = await until('there is a session', () => vscode.debug.activeDebugSession);
    assert.equal(session.name, 'QEMU: kernel.elf');
    // It stops in the first function, whatever that is called.
    await recorder.stop();
    recorder.dispose();
    assert.match((await topFrame(session)).name, /^kernel_main/);
    await vscode.commands.executeCommand('workbench.action.debug.continue');
    await port(machine).waitFor(PROMPT);
  });

  it('F5 without a configuration asks which of several images', async () => {
    await mkdir(FIXTURE, { recursive: true });
    await cp(SAMPLE, join(FIXTURE, 'one.elf'));
    await cp(SAMPLE, join(FIXTURE, 'two.elf'));
    const started = vscode.debug.startDebugging(folder(), { type: 'qemu' } as vscode.DebugConfiguration);
    await offered('two.elf');
    await page.pick('two.elf');
    assert.equal(await started, true);
    assert.equal(vscode.debug.activeDebugSession?.name, 'QEMU: two.elf');
  });

  it('a wizard adds a debug configuration and leaves the rest of launch.json alone', async () => {
    await place({ 'build/kernel.elf': elf('i386'), 'disk.img': Buffer.alloc(512) });
    const before = `{
  // mine, and not to be touched
  "version": "0.2.0",
  "configurations": [
    { "type": "node", "request": "launch", "name": "QEMU: kernel.elf" }, // the same name
  ]
}
`;
    await writeFile(LAUNCH_JSON, before);
    await page.command('QEMU: Add Debug Configuration…');
    await offered('kernel.elf');
    await page.pick('kernel.elf');
    await offered('No Symbols');
    await page.pick('kernel.elf');
    await offered('In a Function…');
    await page.pick('In a Function…');
    await page.answer('stops first', 'kernel_main');
    await until('it is written', async () => (await readFile(LAUNCH_JSON, 'utf8')).includes('kernel_main'));
    const after = await readFile(LAUNCH_JSON, 'utf8');
    const at = before.indexOf('[') + 1;
    assert.equal(after.slice(0, at), before.slice(0, at));
    assert.ok(after.endsWith(before.slice(at)), after);
    const added = after.slice(at, after.length - (before.length - at)).trim();
    assert.deepEqual(JSON.parse(added.replace(/,$/, '')), {
      type: 'qemu',
      request: 'launch',
      name: 'QEMU: kernel.elf 2',
      kernel: '${workspaceFolder}/images/build/kernel.elf',
      stopOnSymbol: 'kernel_main',
    });
  });

  const wrong: [string, object, RegExp][] = [
    [
      'a field of the wrong type',
      { kernel: SAMPLE, stopAtEntry: 'yes' },
      /stopAtEntry: expected true or false/,
    ],
    ['a field that does not exist', { kernal: SAMPLE }, /kernal: unknown field; did you mean "kernel"\?/],
    [
      'a file that is not there',
      { kernel: '/nowhere/kernel.elf' },
      /kernel: \/nowhere\/kernel\.elf does not exist/,
    ],
  ];
  for (const [what, fields, expected] of wrong) {
    it(`a debug configuration is refused before anything starts: ${what}`, async () => {
      const config = { type: 'qemu', request: 'launch', name: 'wrong', ...fields };
      assert.equal(await vscode.debug.startDebugging(folder(), config), false);
      assert.deepEqual([api.machines, vscode.debug.activeDebugSession], [[], undefined]);
      await vscode.commands.executeCommand('qemu.showLog');
      await until(`the log says ${String(expected)}`, () => expected.test(logText()));
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });
  }

  it('a debug configuration that needs an extension which is not there says which', async () => {
    const config = { type: 'qemu', request: 'launch', name: 'cpp', kernel: SAMPLE, debugger: 'cppdbg' };
    const started = vscode.debug.startDebugging(folder(), config);
    const told = await until('something is told', async () =>
      (await notifications()).find((text) => text.includes('ms-vscode.cpptools')),
    );
    assert.match(told, /"debugger": "cppdbg" needs the extension ms-vscode\.cpptools/);
    await clearNotifications();
    assert.equal(await started, false);
    assert.deepEqual(api.machines, []);
  });

  it('F5 debugs the sample guest without a configuration: it stops in C once "counter" is typed', async () => {
    const recorder = new Recorder();
    try {
      await page.command('QEMU: Debug Sample Guest');
      const machine = await until('there is a machine', () => api.machines[0]);
      await port(machine).waitFor(PROMPT);
      assert.equal(vscode.debug.breakpoints.length, 1);
      await until('a terminal is in front', () => vscode.window.activeTerminal?.name === machine.name);
      await page.type('counter\n');
      await recorder.stop('breakpoint');
      const session = vscode.debug.activeDebugSession;
      assert.ok(session);
      const { name, source } = await topFrame(session);
      assert.equal(name, 'do_counter');
      assert.ok(source?.path?.endsWith(join(GUEST, 'counter.c')), source?.path);
    } finally {
      recorder.dispose();
    }
  });
});

function logText(): string {
  const shown = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'output' && uri.path.includes('.QEMU'),
  );
  return shown?.getText() ?? '';
}
