/** A machine is a task: however it was started, its terminal, its end and its exit code are the task's. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { MachineConfiguration, QemuSerialDebugApi } from '../../src/api';
import { activate } from './support/extension';
import {
  ask,
  expectGone,
  launchSample,
  nextExitCode,
  notifications,
  port,
  PROMPT,
  stopAll,
  terminalNamed,
} from './support/machines';
import { page } from './support/page';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

/** PC firmware that prints a text on COM1 and ends QEMU with exit code 3: (1 << 1) | 1. */
function shortFirmware(text: string): Buffer {
  const image = Buffer.alloc(65_536);
  const print = [...Buffer.from(text)].flatMap((letter) => [0xb0, letter, 0xee]); // mov al, letter; out dx, al
  const code = [0xba, 0xf8, 0x03, ...print, 0xb0, 0x01, 0xe6, 0xf4]; // mov dx, 0x3f8; …; mov al, 1; out 0xf4, al
  Buffer.from(code).copy(image, 0);
  // The first instruction, at 16 bytes below the end: jmp 0xf000:0.
  Buffer.from([0xea, 0x00, 0x00, 0x00, 0xf0]).copy(image, image.length - 16);
  return image;
}

/** Says what it is, as every QEMU is asked to; as a machine it comes to nothing. */
const SLOW_QEMU = `#!/bin/sh
case "$*" in
  -version) echo 'QEMU emulator version 7.2.0 (Slow)' ;;
  *' help') echo '  pipe' ;;
  *) exec sleep 60 ;;
esac
`;

describe('a machine as a task', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('the palette runs the sample guest, in a terminal that shows it', async () => {
    await page.command('QEMU: Launch Sample Guest');
    await page.waitForTerminal('QEMU Serial Debug sample guest');
    const shown = await page.waitForTerminal('\n>');
    assert.match(
      shown,
      /^\* QEMU starting Sample guest …\n {2}Starting QEMU [^*]*\n\* QEMU ready\nQEMU Serial Debug sample guest\n/,
    );
    await page.typeInTerminal('help\n');
    await page.waitForTerminal('poweroff');
    const [machine] = api.machines;
    assert.ok(machine);
    assert.match(await port(machine).text(), /^QEMU Serial Debug sample guest\r\n.*poweroff/s);
    assert.equal(vscode.tasks.taskExecutions[0]?.task.name, 'Sample guest');
  });

  it('what is typed while a second port’s terminal is put beside the first is for the first', async () => {
    await page.command('QEMU: Launch Sample Guest');
    await page.waitForTerminal('\n>');
    const [machine] = api.machines;
    assert.ok(machine);
    const first = await until('the task has its terminal', () => terminalNamed('Sample guest'));
    first.show();
    await page.focusTerminal();
    let typed = 0;
    // The focus goes to the second one when that comes, and back. A line of the guest's is not longer.
    for (let after = 0; after < 20; after++, typed++) {
      await page.type(typed % 40 === 39 ? '\n' : 'x');
      if (!terminalNamed('second - Sample guest')) after = 0;
    }
    await until('the first has the focus', () => vscode.window.activeTerminal === first);
    await page.type('\necho all of it\n');
    await port(machine).waitFor('\nall of it');
    const echoed = (await port(machine).text()).match(/x/g)?.length ?? 0;
    assert.ok(echoed >= typed - Math.ceil(typed / 40), `${echoed} of ${typed}`);
    assert.doesNotMatch(await port(machine, 1).text(), /x{2}|all of it/);
  });

  it('a machine’s second port is shown beside the first, and both talk', async () => {
    const machine = await launchSample(api);
    const second = await until('there is a second terminal', () => terminalNamed('second - Sample guest'));
    const labels =
      "[...document.querySelectorAll('.tabs-list .monaco-list-row')].map((row) => row.ariaLabel).join('; ')";
    const grouped =
      /^Terminal \d+ Sample guest, split 1 of 2; Terminal \d+ second - Sample guest, split 2 of 2$/;
    await until('they are side by side', async () => grouped.test(String(await page.evaluate(labels))));
    await port(machine, 1).waitFor('\r\n');
    second.show();
    await page.waitForTerminal((await port(machine, 1).text()).split('\r\n')[0] ?? '');
    await page.typeInTerminal('hello there');
    await port(machine, 1).waitFor('hello there');
    assert.equal(await ask(machine, 'echo first'), 'first');
  });

  it('a machine ends when its task is terminated', async () => {
    const machine = await launchSample(api);
    const [execution] = vscode.tasks.taskExecutions;
    assert.ok(execution);
    execution.terminate();
    const report = await machine.exit;
    assert.equal(report.requested, true, report.summary);
    await expectGone(machine);
    await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
    assert.deepEqual(api.machines, []);
  });

  it('a machine ends when its terminal is closed', async () => {
    const machine = await launchSample(api);
    const terminal = terminalNamed('Sample guest');
    assert.ok(terminal, vscode.window.terminals.map(({ name }) => name).join());
    terminal.dispose();
    assert.equal((await machine.exit).requested, true);
    await expectGone(machine);
  });

  it('a task ends as the guest does: with its exit code, and a sentence that says why', async () => {
    const machine = await launchSample(api);
    const code = nextExitCode('Sample guest');
    await port(machine).send('exit 3\r');
    assert.equal(await code, 7);
    const report = await machine.exit;
    assert.deepEqual([report.code, report.debugExit, report.requested], [7, 3, false]);
    const shown = await page.waitForTerminal('* QEMU ended: ');
    assert.ok(shown.replaceAll('\n', '').includes(report.summary), `${shown}\n---\n${report.summary}`);
  });

  it('a terminal loses no text at the end, however much came at once', async () => {
    const machine = await launchSample(api);
    const code = nextExitCode('Sample guest');
    await port(machine).send('flood 200000\r');
    await port(machine).waitFor('0000003000');
    await port(machine).send('poweroff\r');
    assert.equal(await code, 0);
    await machine.exit;
    const shown = await page.waitForTerminal('* QEMU ended: ');
    assert.match(shown, /powering off\n\* QEMU ended/);
  });

  const failures: [string, Record<string, unknown>, RegExp][] = [
    ['no QEMU', { qemuPath: '/nowhere/qemu-system-i386' }, /\* QEMU error: .*nowhere/],
    ['a bad option', { args: ['-no-such-option'] }, /\* QEMU error: .*-no-such-option: invalid option/],
    [
      'a missing kernel',
      { kernel: '/nowhere/kernel.elf' },
      /\* QEMU error: could not open kernel file '\/nowhere\/kernel\.elf'/,
    ],
    ['a bad port', { serial: [{ name: 5 }] }, /\* QEMU error: serial\[0\]\.name: expected text, got 5/],
    ['a wrong field', { kernal: 'x' }, /\* QEMU error: kernal: unknown field; did you mean "kernel"\?/],
  ];
  for (const [what, wrong, expected] of failures) {
    it(`a failed start is told in the terminal about ${what}, and in the same words to its caller`, async () => {
      const sample = { type: 'qemu', name: 'broken', arch: 'i386', ...wrong } as MachineConfiguration;
      const config = wrong['qemuPath'] === undefined ? sample : { ...sample, arch: undefined };
      const code = nextExitCode('broken');
      const error = await api.launch(config as MachineConfiguration).then(
        () => assert.fail('it started'),
        (reason: unknown) => reason as Error,
      );
      assert.equal(await code, 1);
      const shown = (await page.waitForTerminal('* QEMU failed')).replace(/\n(?=\S)(?!\*)/g, '');
      assert.match(shown, expected);
      assert.ok(shown.includes(error.message.split('\n')[0] ?? ''), `${shown}\n---\n${error.message}`);
      assert.deepEqual(await notifications(), []);
      assert.deepEqual(api.machines, []);
    });
  }

  it('a terminal shows what a guest says that ends with its first instructions', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-firmware-'));
    try {
      const bios = join(folder, 'short.bin');
      await writeFile(bios, shortFirmware('so short a life'));
      for (let round = 0; round < 5; round++) {
        const code = nextExitCode(`short ${round}`);
        const args = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'];
        await api.launch({ type: 'qemu', name: `short ${round}`, arch: 'i386', bios, args });
        assert.equal(await code, 3);
        const shown = await page.waitForTerminal('* QEMU ended');
        assert.match(shown, /so short a life\n\* QEMU ended/);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a launch that is cancelled at once starts nothing', async () => {
    const source = new vscode.CancellationTokenSource();
    const launch = api.launch({ type: 'qemu', name: 'cancelled', arch: 'i386' }, source.token);
    source.cancel();
    await assert.rejects(launch);
    await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
    assert.deepEqual([api.machines, await notifications()], [[], []]);
  });

  const cancels: [string, (source: vscode.CancellationTokenSource) => unknown][] = [
    ['the token', (source) => source.cancel()],
    ['Ctrl-C', () => page.focusTerminal().then(() => page.press('Control+C'))],
    ['Terminate Task', () => vscode.tasks.taskExecutions[0]?.terminate()],
  ];
  for (const [what, cancel] of cancels) {
    it(`a start that takes long with ${what} is cancelled, and leaves nothing`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'qsd-slow-'));
      try {
        const qemuPath = join(folder, 'qemu-system-i386');
        await writeFile(qemuPath, SLOW_QEMU, { mode: 0o755 });
        const source = new vscode.CancellationTokenSource();
        const launch = api.launch({ type: 'qemu', name: 'slow', qemuPath }, source.token);
        await page.waitForTerminal('* QEMU starting slow');
        await cancel(source);
        await assert.rejects(launch, (error: Error) =>
          /cancel|abort|closed/i.test(`${error.name} ${error.message}`),
        );
        await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
        await expectNoChildren();
        assert.deepEqual([api.machines, await notifications()], [[], []]);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});

describe('the QEMU of qemu.installDirectory', () => {
  let api: QemuSerialDebugApi;
  let folder: string;
  const settings = vscode.workspace.getConfiguration('qemu');
  const installed = (path: string | undefined): Thenable<void> =>
    settings.update('installDirectory', path, vscode.ConfigurationTarget.Global);

  before(async () => {
    api = await activate();
    folder = await mkdtemp(join(tmpdir(), 'qsd-install-'));
    const program = '#!/bin/sh\n: >"$0.ran"\nexec qemu-system-x86_64 "$@"\n';
    await writeFile(join(folder, 'qemu-system-x86_64'), program, { mode: 0o755 });
  });
  after(async () => {
    await installed(undefined);
    await stopAll(api);
    await rm(folder, { recursive: true });
  });

  const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const paths: Readonly<Record<string, () => string>> = {
    'a relative path': () => relative(root(), folder),
    'a variable': () => `\${workspaceFolder}/${relative(root(), folder)}`,
  };

  for (const [kind, path] of Object.entries(paths)) {
    it(`the QEMU of qemu.installDirectory is run wherever its machine is, when the setting is ${kind}`, async () => {
      await installed(path());
      // The machine is elsewhere, as is the editor.
      await api.launch({ type: 'qemu', arch: 'x86_64', serial: [], cwd: tmpdir() });
      await stopAll(api);
      await rm(join(folder, 'qemu-system-x86_64.ran'));
    });
  }
});

describe('tasks of type qemu', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  const fetch = async (name: string): Promise<vscode.Task> => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'qemu' });
    const task = tasks.find((one) => one.name === name);
    assert.ok(task, `no task ${name} among ${tasks.map((one) => one.name).join()}`);
    return task;
  };

  it('tasks of type qemu are offered for the sample guest and run with the extension’s path put in', async () => {
    await vscode.tasks.executeTask(await fetch('Sample guest'));
    const machine = await until('there is a machine', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
  });

  it('tasks of type qemu run from tasks.json with variables and relative paths', async () => {
    await vscode.tasks.executeTask(await fetch('plain'));
    const machine = await until('there is a machine', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
  });

  it('tasks of type qemu let others wait until the machine is ready', async () => {
    const code = nextExitCode('after boot');
    const tasks = await vscode.tasks.fetchTasks();
    const after = tasks.find(({ name }) => name === 'after boot');
    assert.ok(after);
    await vscode.tasks.executeTask(after);
    assert.equal(await code, 0);
    const [machine] = api.machines;
    assert.equal(machine?.name, 'from-tasks-json');
    assert.match(await port(machine).text(), /> $/);
    assert.equal(machine.ports.length, 2);
    assert.equal(terminalNamed('serial1 - from-tasks-json'), undefined, 'a hidden port has a terminal');
  });

  it('tasks of type qemu let others wait also when tasks.json names no problem matcher', async () => {
    const code = nextExitCode('after plain');
    const after = (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'after plain');
    assert.ok(after);
    await vscode.tasks.executeTask(after);
    assert.equal(await code, 0);
    assert.deepEqual(
      api.machines.map(({ state }) => state),
      ['running'],
    );
  });

  it('tasks of type qemu tell in the terminal why they did not start', async () => {
    const code = nextExitCode('broken');
    await vscode.tasks.executeTask(await fetch('broken'));
    assert.equal(await code, 1);
    await page.waitForTerminal('not-built.elf');
  });
});
