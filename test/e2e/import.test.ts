/** Machines from elsewhere: command lines that people paste, QEMUs that run, what launch.json has for other debuggers. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { endDebugging, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { clearNotifications, notifications, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { showTheme } from './support/theme';
import { inWorkspace } from './support/paths';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const TASKS_JSON = inWorkspace('.vscode', 'tasks.json');
const LAUNCH_JSON = inWorkspace('.vscode', 'launch.json');
const BOX = '.quick-input-widget:visible .quick-input-title';

/** A recipe over several lines, as it is in a Makefile. */
const recipe = `MEM ?= 32
run:
	timeout 60 qemu-system-i386 -m $(MEM) -nographic -no-reboot \\
		-device isa-debug-exit,iobase=0xf4,iosize=4 \\
		-kernel $(KERNEL) -append "from a paste"
`;

/** The document that is shown, not one of an earlier import. */
const preview = (): vscode.TextDocument | undefined =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'qemu-import')?.document;

const threadsOf = async (session: vscode.DebugSession): Promise<{ threads: unknown[] }> =>
  (await session.customRequest('threads')) as { threads: unknown[] };

/** The open question has this title. */
async function asked(title: string): Promise<void> {
  await until(`"${title}" is asked`, async () => (await page.text(BOX)).some((text) => text.includes(title)));
}

/** What else runs on this computer is in the list, too, which draws only the rows that fit: a few words narrow it. */
async function pickAmongMany(label: string): Promise<void> {
  await until('there is a list', async () => (await page.text(BOX)).length > 0);
  await page.type(label);
  await page.pick(label);
}

/** Copies a text, has it pasted, and answers questions, of which a part is given, until it is shown what became of it. */
async function paste(text: string, answers: Readonly<Record<string, string>> = {}): Promise<string> {
  await vscode.env.clipboard.writeText(text);
  await page.command('QEMU: Paste Command Line…');
  await asked('Paste Command Line');
  await page.press('Enter');
  for (const [question, value] of Object.entries(answers)) await page.answer(question, value);
  await asked('Import: ');
  return await until('the configuration is shown', () => preview()?.getText());
}

describe('an import', () => {
  let api: QemuSerialDebugApi;
  let tasks: string;
  before(async () => {
    api = await activate();
    tasks = await readFile(TASKS_JSON, 'utf8');
  });
  afterEach(async () => {
    await page.press('Escape');
    await endDebugging(api);
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await writeFile(TASKS_JSON, tasks);
    await rm(LAUNCH_JSON, { force: true });
    await expectNoChildren();
  });

  const started = (): Promise<MachineApi> => until('a machine runs', () => api.machines[0]);

  it('an import runs a recipe that was copied from a Makefile, after asking for what it leaves open', async () => {
    const shown = await paste(recipe, { 'The value of KERNEL': SAMPLE });
    assert.match(shown, /- timeout 60: left out/);
    assert.match(shown, /"reboot": "shutdown"/);
    for (const theme of ['light', 'dark'] as const) {
      await showTheme(theme);
      await page.screenshot(`import-${theme}`);
    }
    await page.pick('Run Now');
    const machine = await started();
    await port(machine).waitFor(PROMPT);
    await page.typeInTerminal('echo it has the focus\n');
    await port(machine).waitFor('\r\nit has the focus\r\n');
    await until('the preview is closed', () => preview() === undefined);
  });

  it('an import asks for what a document leaves to be filled in, and runs without what is optional', async () => {
    const line = 'qemu-system-i386 -kernel <your kernel> -append <args> -display none -gdb stdio [-S]';
    const shown = await paste(line, {
      'What does <your kernel> stand for?': SAMPLE,
      'What does <args> stand for?': 'two words',
      '[-S] is optional': '',
    });
    assert.match(shown, /"append": "two words"/);
    assert.match(shown, /- -gdb stdio: left out/);
    await page.screenshot('import-placeholders');
    await page.pick('Run Now');
    await port(await started()).waitFor(PROMPT);
  });

  it('an import is saved in tasks.json, which keeps its comments, and runs from there', async () => {
    const before = tasks.replace('"tasks": [', '// All of them.\n  "tasks": [ // first');
    await writeFile(TASKS_JSON, before);
    await paste(
      `qemu-system-i386 -name pasted -m 32 -kernel ${SAMPLE} -serial null -serial stdio -display none`,
    );
    await page.pick('Save in tasks.json');
    const after = await until('tasks.json has changed', async () => {
      const text = await readFile(TASKS_JSON, 'utf8');
      return text !== before && text;
    });
    for (const comment of ['// All of them.', '// first']) assert.ok(after.includes(comment), after);
    assert.match(after, /"label": "pasted"/);
    const added = await until('the editor has the task', async () =>
      (await vscode.tasks.fetchTasks({ type: 'qemu' })).find(({ name }) => name === 'pasted'),
    );
    await vscode.tasks.executeTask(added);
    const machine = await started();
    assert.deepEqual(
      machine.ports.map(({ name }) => name),
      ['serial1'],
    );
  });

  it('an import is saved in launch.json, and debugged from there', async () => {
    await paste(`qemu-system-i386 -s -S -m 32 -display none -serial stdio -kernel ${SAMPLE}`);
    await page.pick('Save in launch.json');
    const saved = await until('launch.json is saved', () => readFile(LAUNCH_JSON, 'utf8').catch(() => ''));
    const [entry] = (JSON.parse(saved) as { configurations: vscode.DebugConfiguration[] }).configurations;
    assert.deepEqual(entry, {
      type: 'qemu',
      request: 'launch',
      name: 'sample',
      arch: 'i386',
      memory: '32M',
      kernel: SAMPLE,
      stopAtEntry: true,
    });
    assert.equal(await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], entry), true);
    await until('it has stopped', () => vscode.debug.activeStackItem);
  });

  it('an import says so when there is no QEMU in a text', async () => {
    await vscode.env.clipboard.writeText('make -j4');
    void vscode.commands.executeCommand('qemu.pasteCommandLine', 'make -j4');
    const toast = 'There is no command line of QEMU in this text.';
    await until(toast, async () => (await notifications()).some((text) => text.includes(toast)));
    await clearNotifications();
  });

  it('an import takes what launch.json has for another debugger', async () => {
    const entry = {
      ...{
        type: 'cortex-debug',
        request: 'launch',
        name: 'on a board',
        servertype: 'qemu',
        cpu: 'cortex-m3',
      },
      ...{ machine: 'lm3s6965evb', executable: 'app.elf', runToEntryPoint: 'main' },
    };
    await writeFile(LAUNCH_JSON, JSON.stringify({ version: '0.2.0', configurations: [entry] }));
    const read = (): unknown => vscode.workspace.getConfiguration('launch').get('configurations');
    await until('launch.json is read', () => JSON.stringify(read()).includes('cortex-debug'));
    await page.command('QEMU: Import Machine…');
    await pickAmongMany('on a board');
    await asked('Import: ');
    const shown = await until('the configuration is shown', () => preview()?.getText());
    assert.match(shown, /"machine": "lm3s6965evb"/);
    assert.match(shown, /"stopOnSymbol": "main"/);
  });
});

describe('an import from a QEMU that runs', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  let qemu: ChildProcess;
  before(async () => (api = await activate()));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-running-'));
    const args = ['-name', 'elsewhere', '-display', 'none', '-m', '32', '-nic', 'none', '-kernel', SAMPLE];
    const stub = ['-qmp', 'unix:qmp,server=on,wait=off', '-gdb', 'unix:gdb,server=on,wait=off'];
    qemu = spawn('qemu-system-i386', [...args, ...stub], { stdio: 'ignore', cwd: folder });
    await until('QEMU has a stub', () => access(join(folder, 'gdb')).then(() => true));
  });
  afterEach(async () => {
    await page.press('Escape');
    await endDebugging(api);
    qemu.kill('SIGKILL');
    if (qemu.exitCode === null && qemu.signalCode === null) await once(qemu, 'exit');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
    await expectNoChildren();
  });

  it('an import from a QEMU that runs attaches to it', async () => {
    await page.command('QEMU: Import Machine…');
    await pickAmongMany('Attach to elsewhere');
    await asked('Import: ');
    const shown = await until('the configuration is shown', () => preview()?.getText());
    assert.match(shown, /^\/\/ This starts no QEMU: F5 connects to one that runs already\.$/m);
    await page.pick('Debug Now');
    const session = await until('there is a session', () => vscode.debug.activeDebugSession);
    assert.deepEqual([session.name, session.configuration.request], ['elsewhere', 'attach']);
    const { threads } = await until('it knows the CPU', () => threadsOf(session));
    assert.equal(threads.length, 1);
    await vscode.debug.stopDebugging(session);
    assert.equal(qemu.exitCode, null, 'it goes on');
  });

  it('an attach configuration that names nothing offers a QEMU that runs', async () => {
    const [folderOfWindow] = vscode.workspace.workspaceFolders ?? [];
    const written = { type: 'qemu', request: 'attach', name: 'whatever runs' };
    const started = vscode.debug.startDebugging(folderOfWindow, written);
    await pickAmongMany('elsewhere');
    assert.equal(await started, true);
    const session = await until('there is a session', () => vscode.debug.activeDebugSession);
    const { name, configuration } = session;
    assert.deepEqual([name, configuration['gdbStub']], ['whatever runs', 'unix:gdb']);
    await until('it knows the CPU', () => threadsOf(session));
    await vscode.debug.stopDebugging(session);
    assert.equal(qemu.exitCode, null, 'it goes on');
  });
});
