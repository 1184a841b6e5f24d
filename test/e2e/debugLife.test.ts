/** How debug sessions begin and end: together, again, half-way, from outside, and with a machine that runs already. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { breakAt, debug, endDebugging, GUEST, LINES, Recorder, SAMPLE } from './support/debugging';
import { activate } from './support/extension';
import {
  ask,
  expectGone,
  launchSample,
  notifications,
  port,
  PROMPT,
  terminalNamed,
} from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';
import { expectNoChildren } from './support/processes';
import { until } from '../support/until';

const noSession = (): Promise<unknown> =>
  until('the session has ended', () => vscode.debug.activeDebugSession === undefined);

/** Answers what is asked of it first, and then takes its time: a start that can be cancelled half-way. */
const SLOW_QEMU = `#!/bin/sh
case "$*" in
  -version) echo 'QEMU emulator version 7.2.0 (Slow)' ;;
  *help*) echo '  pipe' ;;
  *) exec sleep 60 ;;
esac
`;

describe('the life of a debug session', () => {
  let api: QemuSerialDebugApi;
  let recorder: Recorder;
  before(async () => (api = await activate()));
  beforeEach(() => (recorder = new Recorder()));
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.log(recorder.text());
    recorder.dispose();
    await endDebugging(api);
    await expectNoChildren();
  });

  it('a session begins before the first instruction of the program when it is begun by a step', async () => {
    // As "Step Into" does when nothing is being debugged.
    const { machine } = await debug(api, { stopOnEntry: true }, null);
    await recorder.stop('entry');
    assert.equal(machine.state, 'paused');
    assert.equal(await port(machine).text(), '');
  });

  it('a machine that "Rerun Task" starts again after its session runs on without a debugger', async () => {
    const first = await debug(api, { name: 'again' });
    await vscode.debug.stopDebugging(first.session);
    await first.machine.exit;
    await noSession();
    await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
    terminalNamed('again')?.show();
    await vscode.commands.executeCommand('workbench.action.tasks.rerunForActiveTerminal');
    const second = await until('it runs again', () => api.machines[0]);
    await port(second).waitFor(PROMPT);
    assert.deepEqual(
      [second.name, second.state, vscode.debug.activeDebugSession],
      ['again', 'running', undefined],
    );
    await page.waitForTerminal('\n>');
  });

  it('a session does not disturb another one', async () => {
    breakAt(LINES.after);
    const first = await debug(api, { name: 'first' });
    const second = await debug(api, { name: 'second' });
    assert.notEqual(first.machine.id, second.machine.id);
    await port(first.machine).send('counter\r');
    await recorder.stop('breakpoint');
    assert.equal(first.machine.state, 'paused');
    assert.equal(await ask(second.machine, 'echo undisturbed'), 'undisturbed');
    await vscode.debug.stopDebugging(first.session);
    await first.machine.exit;
    assert.equal(await ask(second.machine, 'echo still'), 'still');
    await vscode.debug.stopDebugging(second.session);
    await second.machine.exit;
    await noSession();
  });

  it('a session ends when the terminal is closed', async () => {
    const { machine } = await debug(api);
    terminalNamed('guest')?.dispose();
    await machine.exit;
    await noSession();
    await expectGone(machine);
  });

  it('a session ends when QEMU is killed, and says so', async () => {
    const { machine } = await debug(api);
    process.kill(machine.pid, 'SIGKILL');
    const { summary } = await machine.exit;
    await noSession();
    assert.ok(recorder.output().includes(summary), `${recorder.output()}\n---\n${summary}`);
  });

  it('a session ends with the guest', async () => {
    const { machine } = await debug(api, { postMortem: false });
    await port(machine).send('exit 3\r');
    assert.equal((await machine.exit).debugExit, 3);
    await noSession();
  });

  it('a session that is started again at once waits for the machine before', async () => {
    const { machine: first, session } = await debug(api, { stop: { powerdownSeconds: 0 } });
    const stopped = vscode.debug.stopDebugging(session);
    const again = debug(api);
    await Promise.all([stopped, first.exit]);
    const { machine: second } = await again;
    assert.equal(second.name, first.name);
    await expectGone(first);
    assert.equal(api.machines.length, 1);
    assert.equal(vscode.window.terminals.filter(({ name }) => name === 'guest').length, 1);
  });

  it('a restart that is to be a new launch begins with another machine', async () => {
    const { machine: first, session } = await debug(api, { restart: 'relaunch' });
    await vscode.commands.executeCommand('workbench.action.debug.restart', undefined, {
      sessionId: session.id,
    });
    await first.exit;
    const second = await until('there is another machine', () => api.machines[0]);
    await port(second).waitFor(PROMPT);
    assert.equal(second.name, first.name);
    await expectGone(first);
  });

  it('several sessions that a compound starts end together', async () => {
    const one = { type: 'qemu', request: 'launch', kernel: SAMPLE, cwd: GUEST };
    const launchJson = {
      version: '0.2.0',
      configurations: [
        { ...one, name: 'left' },
        { ...one, name: 'right', debugger: 'none' },
      ],
      compounds: [{ name: 'both', configurations: ['left', 'right'], stopAll: true }],
    };
    const path = inWorkspace('.vscode', 'launch.json');
    await writeFile(path, JSON.stringify(launchJson));
    try {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      await until('the compound starts', async () => await vscode.debug.startDebugging(folder, 'both'));
      await until('there are two machines', () => api.machines.length === 2);
      const machines = [...api.machines];
      await Promise.all(machines.map((machine) => port(machine).waitFor(PROMPT)));
      assert.deepEqual(machines.map(({ name }) => name).sort(), ['left', 'right']);
      await vscode.commands.executeCommand('workbench.action.debug.stop');
      await Promise.all(machines.map(({ exit }) => exit));
      await noSession();
    } finally {
      await rm(path);
    }
  });

  it('a session is cancelled while the machine starts, and leaves nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-slow-'));
    try {
      const qemuPath = join(folder, 'qemu-system-i386');
      await writeFile(qemuPath, SLOW_QEMU, { mode: 0o755 });
      const config = { type: 'qemu', request: 'launch', name: 'slow', kernel: SAMPLE, cwd: GUEST, qemuPath };
      const started = vscode.debug.startDebugging(undefined, config);
      await page.waitForTerminal('Starting QEMU');
      await vscode.commands.executeCommand('workbench.action.debug.stop');
      await started;
      await noSession();
      await until('the task has ended', () => vscode.tasks.taskExecutions.length === 0);
      await expectNoChildren();
      assert.deepEqual([api.machines, await notifications()], [[], []]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a session lets the machine run on when it is disconnected', async () => {
    breakAt(LINES.after);
    const { machine } = await debug(api);
    await port(machine).send('counter\r');
    await recorder.stop('breakpoint');
    await vscode.commands.executeCommand('workbench.action.debug.disconnect');
    await noSession();
    await port(machine).waitFor('counter 1');
    assert.equal(await ask(machine, 'counter'), 'counter 2');
    assert.equal(machine.state, 'running');
  });

  describe('with a machine that runs already', () => {
    let machine: MachineApi;
    beforeEach(async () => (machine = await launchSample(api)));

    const attach = async (config: object = {}): Promise<vscode.DebugSession> => {
      const complete = { type: 'qemu', request: 'attach', name: 'attached', cwd: GUEST, program: SAMPLE };
      assert.equal(await vscode.debug.startDebugging(undefined, { ...complete, ...config }), true);
      return until('there is a session', () => vscode.debug.activeDebugSession);
    };

    it('a session attaches to a machine by name, stops at a breakpoint, and leaves it running', async () => {
      breakAt(LINES.after);
      const session = await attach({ machine: machine.name });
      await until('it runs again after attaching', () => machine.state === 'running');
      await port(machine).send('counter\r');
      await recorder.stop('breakpoint');
      await vscode.debug.stopDebugging(session);
      await noSession();
      await port(machine).waitFor('counter 1');
      assert.equal(await ask(machine, 'counter'), 'counter 2');
    });

    it('a session attaches to the only machine when none is named', async () => {
      const session = await attach();
      assert.equal(session.configuration['machine'], machine.id);
    });
  });

  describe('and the machine’s own commands', () => {
    const stateIs = (machine: MachineApi, state: string): Promise<unknown> =>
      until(`it is ${state}`, () => machine.state === state);

    for (const kernel of [{}, { debugger: 'none' }]) {
      it(`the machine’s own commands pause, resume and reset it through the session ${JSON.stringify(kernel)}`, async () => {
        const { machine } = await debug(api, kernel);
        await vscode.commands.executeCommand('qemu.pause', machine.id);
        await recorder.stop('pause');
        assert.equal(machine.state, 'paused');
        await vscode.commands.executeCommand('qemu.resume', machine.id);
        await stateIs(machine, 'running');
        assert.equal(await ask(machine, 'echo resumed'), 'resumed');
        await vscode.commands.executeCommand('qemu.reset', machine.id);
        await port(machine).waitFor('QEMU Serial Debug sample guest');
        await port(machine).waitFor(PROMPT);
        assert.deepEqual(await notifications(), []);
      });
    }
  });
});
