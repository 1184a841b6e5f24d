/** Machines, terminals and tasks are told apart by what they are, whatever they are called. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import { nextExitCode, port, PROMPT, stopAll, terminalNamed } from './support/machines';
import { page } from './support/page';
import { waitFor } from './support/waitFor';

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
    await waitFor(() => vscode.window.activeTerminal === terminal, 5000, 'it is not active');
  };
  const ends = async (machine: MachineApi): Promise<void> => {
    const states = (): string => api.machines.map(({ name, state }) => `${name} ${state}`).join();
    await waitFor(() => machine.state === 'stopped', 10_000, `${machine.name} does not end`).catch(async () =>
      assert.fail(`${machine.name} does not end: ${states()}, ${await page.screenshot('not-ended')}`),
    );
  };
  /** The first row is the one that Enter takes. */
  const stopFirstOffered = async (): Promise<void> => {
    await page.command('QEMU: Stop');
    // The palette's own rows were there before.
    const offered = async (): Promise<boolean> =>
      (await page.text('.quick-input-list .monaco-list-row')).some((row) => row.includes('running, process'));
    await waitFor(offered, 10_000, 'no list');
    await page.press('Enter');
  };

  it('are stopped one by one: the one whose terminal is active, though its name is in the other’s', async () => {
    const short = await launch('kernel');
    const long = await launch('kernel debug');
    await show(terminalNamed('kernel'));
    await stopFirstOffered();
    await ends(short);
    assert.equal(long.state, 'running');
  });

  it('are stopped one by one when the terminal was renamed after the other machine', async () => {
    const one = await launch('alpha');
    const two = await launch('beta');
    await show(terminalNamed('alpha'));
    await vscode.commands.executeCommand('workbench.action.terminal.renameWithArg', { name: 'beta' });
    await waitFor(() => terminalNamed('alpha') === undefined, 5000, 'it is not renamed');
    await stopFirstOffered();
    await ends(one);
    assert.equal(two.state, 'running');
  });

  it('are told apart when two tasks give their machines the same name', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'qemu' });
    for (const label of ['twin one', 'twin two']) {
      const task = tasks.find(({ name }) => name === label);
      assert.ok(task, label);
      const count = api.machines.length;
      await vscode.tasks.executeTask(task);
      const machine = await waitFor(() => api.machines[count], 10_000, `no machine of ${label}`);
      await port(machine).waitFor(PROMPT);
    }
    const [one, two] = api.machines;
    assert.ok(one && two);
    assert.deepEqual([one.name, two.name], ['twin', 'twin']);
    await vscode.commands.executeCommand('qemu.openTerminal', one.id);
    await waitFor(() => vscode.window.activeTerminal?.name === 'twin one', 5000, 'another terminal is shown');
    await vscode.commands.executeCommand('qemu.openTerminal', two.id);
    await waitFor(() => vscode.window.activeTerminal?.name === 'twin two', 5000, 'another terminal is shown');
    await stopFirstOffered();
    await ends(two);
    assert.equal(one.state, 'running');
  });

  it('have their ports split into their own groups', async () => {
    const config = (name: string) => ({
      type: 'qemu',
      name,
      kernel: SAMPLE,
      serial: [{ name: 'console' }, { name: 'second' }],
    });
    await vscode.commands.executeCommand('qemu.launch', config('guest 2'));
    await vscode.commands.executeCommand('qemu.launch', config('guest'));
    const grouped =
      /^Terminal \d+ guest 2, split 1 of 2; Terminal \d+ guest 2: second, split 2 of 2; Terminal \d+ guest, split 1 of 2; Terminal \d+ guest: second, split 2 of 2$/;
    let seen = '';
    await waitFor(
      async () => grouped.test((seen = String(await page.evaluate(TABS)))),
      10_000,
      'they are not side by side',
    ).catch((error: unknown) => assert.fail(`${String(error)}: ${seen}`));
  });
});

describe('a terminal that goes while another is opened beside it', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('leaves no terminal that cannot be closed', async () => {
    for (let round = 0; round < 3; round++) {
      const serial = [{ name: 'console' }, { name: 'second' }];
      const launched = vscode.commands.executeCommand('qemu.launch', {
        type: 'qemu',
        name: `gone ${round}`,
        kernel: SAMPLE,
        serial,
      });
      await waitFor(() => api.machines[0], 20_000, 'no machine');
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

  it('without a label is called what it runs, in the list, the tab, the terminal and everywhere', async () => {
    await page.command('QEMU: Launch Machine…');
    await waitFor(
      async () => (await page.text('.quick-input-list .monaco-list-row')).length > 3,
      10_000,
      'no list',
    );
    await page.screenshot('launch-list');
    const rows = await page.text('.quick-input-list .monaco-list-row');
    assert.ok(
      rows.some((row) => /^\W*sample(?!\.)/.test(row)),
      rows.join(' | '),
    );
    await page.pick('sample');
    const machine = await waitFor(() => api.machines[0], 10_000, 'no machine');
    await port(machine).waitFor(PROMPT);
    assert.equal(machine.name, 'sample');
    assert.equal(vscode.tasks.taskExecutions[0]?.task.name, 'sample');
    assert.ok(terminalNamed('sample'), vscode.window.terminals.map(({ name }) => name).join());
    assert.match(await page.waitForTerminal('\n>'), /^\* QEMU starting sample …\n/);
  });

  it('that was chosen from the list has the focus in its terminal: what is typed goes to its guest', async () => {
    await page.command('QEMU: Launch Machine…');
    await page.pick('plain');
    const machine = await waitFor(() => api.machines[0], 10_000, 'no machine');
    assert.equal(machine.name, 'plain');
    await port(machine).waitFor(PROMPT);
    await waitFor(
      async () =>
        (await page.evaluate("document.activeElement?.className ?? ''")) === 'xterm-helper-textarea',
      5000,
      'the terminal has no focus',
    );
    await page.type('echo typed\n');
    await port(machine).waitFor('\r\ntyped\r\n');
  });

  it('with a misspelt field is refused in its terminal, with the field and the file that it is in', async () => {
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
