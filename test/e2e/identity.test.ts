/** Machines, terminals and tasks are told apart by what they are, whatever they are called. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { nextExitCode, port, PROMPT, stopAll, terminalNamed } from './support/machines';
import { page } from './support/page';
import { until } from '../support/until';

const TABS =
  "[...document.querySelectorAll('.tabs-list .monaco-list-row')].map((row) => row.ariaLabel).join('; ')";

describe('machines whose names are alike', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  const launch = async (name: string, ports = 1): Promise<MachineApi> => {
    const serial = Array.from({ length: ports }, (_, index) => ({ name: `port${index}` }));
    const machine = await api.launch({ type: 'qemu', name, kernel: SAMPLE, serial });
    await port(machine).waitFor(PROMPT);
    return machine;
  };
  const show = async (terminal: vscode.Terminal | undefined): Promise<void> => {
    assert.ok(terminal, vscode.window.terminals.map(({ name }) => name).join());
    terminal.show();
    await until('it is active', () => vscode.window.activeTerminal === terminal);
  };
  const ends = async (machine: MachineApi): Promise<void> => {
    const states = (): string => api.machines.map(({ name, state }) => `${name} ${state}`).join();
    await until(`${machine.name} ends`, () => machine.state === 'stopped').catch(async () =>
      assert.fail(`${machine.name} does not end: ${states()}, ${await page.screenshot('not-ended')}`),
    );
  };
  /** The first row is the one that Enter takes. */
  const stopFirstOffered = async (): Promise<void> => {
    await page.command('QEMU: Stop Machine');
    // The palette's own rows were there before.
    const offered = async (): Promise<boolean> =>
      (await page.text('.quick-input-list .monaco-list-row')).some((row) => row.includes('running, process'));
    await until('a list is shown', offered);
    await page.press('Enter');
  };

  it('the machine whose terminal is active is stopped, though its name is in the other’s', async () => {
    const short = await launch('kernel');
    const long = await launch('kernel debug');
    await show(terminalNamed('kernel'));
    await stopFirstOffered();
    await ends(short);
    assert.equal(long.state, 'running');
  });

  it('the machine whose terminal is active is stopped when it was renamed after the other machine', async () => {
    const one = await launch('alpha');
    const two = await launch('beta');
    await show(terminalNamed('alpha'));
    await vscode.commands.executeCommand('workbench.action.terminal.renameWithArg', { name: 'beta' });
    await until('it is renamed', () => terminalNamed('alpha') === undefined);
    await stopFirstOffered();
    await ends(one);
    assert.equal(two.state, 'running');
  });

  it('two machines are told apart when two tasks give them the same name', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'qemu' });
    for (const label of ['twin one', 'twin two']) {
      const task = tasks.find(({ name }) => name === label);
      assert.ok(task, label);
      const count = api.machines.length;
      await vscode.tasks.executeTask(task);
      const machine = await until(`there is a machine of ${label}`, () => api.machines[count]);
      await port(machine).waitFor(PROMPT);
    }
    const [one, two] = api.machines;
    assert.ok(one && two);
    assert.deepEqual([one.name, two.name], ['twin', 'twin']);
    await vscode.commands.executeCommand('qemu.openTerminal', one.id);
    await until('the terminal is shown', () => vscode.window.activeTerminal?.name === 'twin one');
    await vscode.commands.executeCommand('qemu.openTerminal', two.id);
    await until('the terminal is shown', () => vscode.window.activeTerminal?.name === 'twin two');
    await stopFirstOffered();
    await ends(two);
    assert.equal(one.state, 'running');
  });

  it('two machines whose names are alike have their ports split into their own groups', async () => {
    const config = (name: string) => ({
      type: 'qemu',
      name,
      kernel: SAMPLE,
      serial: [{ name: 'console' }, { name: 'second' }],
    });
    await vscode.commands.executeCommand('qemu.launch', config('guest 2'));
    await vscode.commands.executeCommand('qemu.launch', config('guest'));
    const grouped =
      /^Terminal \d+ guest 2, split 1 of 2; Terminal \d+ second - guest 2, split 2 of 2; Terminal \d+ guest, split 1 of 2; Terminal \d+ second - guest, split 2 of 2$/;
    let seen = '';
    await until(
      'they are side by side',
      async () => grouped.test((seen = String(await page.evaluate(TABS)))),
      { details: () => seen },
    );
  });
});

describe('a terminal that goes while another is opened beside it', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('a terminal that goes while another is opened beside it leaves none that cannot be closed', async () => {
    for (let round = 0; round < 3; round++) {
      const serial = [{ name: 'console' }, { name: 'second' }];
      const launched = vscode.commands.executeCommand('qemu.launch', {
        type: 'qemu',
        name: `gone ${round}`,
        kernel: SAMPLE,
        serial,
      });
      await until('there is a machine', () => api.machines[0]);
      terminalNamed(`gone ${round}`)?.dispose();
      await launched;
      // Also waits until no terminal is left.
      await stopAll(api);
    }
  });
});

describe('a task', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('a task without a label is called what it runs, in the list, the tab, the terminal and everywhere', async () => {
    await page.command('QEMU: Launch Machine…');
    let rows: string[] = [];
    // The palette's own rows are there before, and none is while the tasks are read.
    const offered = async (): Promise<boolean> => {
      rows = await page.text('.quick-input-list .monaco-list-row');
      return rows.some((row) => /^\W*sample(?!\.)/.test(row));
    };
    await until('the task is in the list', offered, { details: () => rows.join(' | ') });
    await page.screenshot('launch-list');
    await page.pick('sample');
    const machine = await until('there is a machine', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
    assert.equal(machine.name, 'sample');
    assert.equal(vscode.tasks.taskExecutions[0]?.task.name, 'sample');
    assert.ok(terminalNamed('sample'), vscode.window.terminals.map(({ name }) => name).join());
    assert.match(await page.waitForTerminal('\n>'), /^\* QEMU starting sample …\n/);
  });

  it('a task that was chosen from the list has the focus in its terminal: what is typed goes to its guest', async () => {
    await page.command('QEMU: Launch Machine…');
    await page.pick('plain');
    const machine = await until('there is a machine', () => api.machines[0]);
    assert.equal(machine.name, 'plain');
    await port(machine).waitFor(PROMPT);
    await until(
      'the terminal has the focus',
      async () =>
        (await page.evaluate("document.activeElement?.className ?? ''")) === 'xterm-helper-textarea',
    );
    await page.type('echo typed\n');
    await port(machine).waitFor('\r\ntyped\r\n');
  });

  it('a task with a misspelt field is refused in its terminal, with the field and the file that it is in', async () => {
    const code = nextExitCode('misspelt');
    const task = (await vscode.tasks.fetchTasks({ type: 'qemu' })).find(({ name }) => name === 'misspelt');
    assert.ok(task);
    await vscode.tasks.executeTask(task);
    assert.equal(await code, 1);
    const shown = (await page.waitForTerminal('* QEMU failed')).replaceAll('\n', '');
    assert.match(shown, /\* QEMU error in \S+tasks\.json: applend: unknown field; did you mean ?"append"\?/);
    assert.deepEqual(api.machines, []);
  });
});
