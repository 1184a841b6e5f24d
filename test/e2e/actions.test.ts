/** How many actions a person needs for what is done most: each command, pick, click or key is one. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MachineApi, QemuSerialDebugApi } from '../../src/api';
import { endDebugging, Recorder, SAMPLE, topFrame } from './support/debugging';
import { activate } from './support/extension';
import { ask, clearNotifications, launchSample, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { inWorkspace } from './support/paths';
import { until } from '../support/until';

const FOLDER = inWorkspace('actions');

describe('the number of actions', () => {
  let api: QemuSerialDebugApi;

  const prompt = async (): Promise<MachineApi> => {
    const machine = await until('there is a machine', () => api.machines[0]);
    await port(machine).waitFor(PROMPT);
    await page.waitForTerminal('\n>');
    return machine;
  };
  /** @throws when what is done takes more actions than that. */
  const atMost = async (most: number, work: () => Promise<unknown>): Promise<void> => {
    const before = page.actions;
    await work();
    assert.ok(page.actions - before <= most, `${page.actions - before} actions`);
    assert.ok(page.actions > before, 'nothing was counted');
  };

  before(async () => {
    api = await activate();
    await stopAll(api);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await mkdir(FOLDER, { recursive: true });
    await cp(SAMPLE, join(FOLDER, 'own.elf'));
  });
  afterEach(async () => {
    await endDebugging(api);
    await stopAll(api);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(FOLDER, { recursive: true, force: true });
    await clearNotifications();
  });

  it('the sample guest is at its prompt after one action', () =>
    atMost(1, async () => {
      await page.command('QEMU: Launch Sample Guest');
      await prompt();
    }));

  it('an own ELF file is at its prompt after two actions', () =>
    atMost(2, async () => {
      await page.command('QEMU: Launch Machine…');
      await page.pick('own.elf');
      assert.match((await prompt()).name, /own/);
    }));

  it('an own ELF file has stopped in its main function after two actions', async () => {
    // With one image in the folder, it is one.
    await cp(SAMPLE, join(FOLDER, 'another.elf'));
    const recorder = new Recorder();
    try {
      await atMost(2, async () => {
        await page.command('QEMU: Debug Machine…');
        await page.pick('own.elf');
        const session = await until('there is a session', () => vscode.debug.activeDebugSession);
        await recorder.stop();
        assert.match((await topFrame(session)).name, /^kernel_main/);
      });
    } finally {
      recorder.dispose();
      await rm(join(FOLDER, 'another.elf'));
    }
  });

  it('what a console has said is saved with times, after the fact, with two actions', async () => {
    const machine = await launchSample(api);
    await ask(machine, 'echo said before');
    const saved = inWorkspace('Sample guest console.log');
    try {
      await atMost(2, async () => {
        await page.command('QEMU: Save Serial Output As…');
        await until('the file is proposed', async () =>
          (await page.text('.quick-input-title')).some((title) => title.includes('.log')),
        );
        await page.press('Enter');
        const text = await until('it is saved', () => readFile(saved, 'utf8').catch(() => ''));
        assert.match(text, /^\d\d:\d\d:\d\d\.\d{3} +said before$/m);
      });
    } finally {
      await rm(saved, { force: true });
    }
  });

  it('a run is compared with the one before it with two actions, and restarting is one', async () => {
    const first = await launchSample(api);
    await ask(first, 'echo one run');
    await atMost(1, async () => {
      await page.command('QEMU: Restart QEMU Machine');
      await until('it runs again', () => api.machines.some(({ id }) => id !== first.id));
    });
    const second = await prompt();
    await ask(second, 'echo another run');
    await second.stop();
    await atMost(2, async () => {
      await page.command('QEMU: Compare with Previous Run');
      await page.pick('Sample guest');
      await until('the difference is shown', async () =>
        (await page.text('.monaco-diff-editor .view-line')).some((line) => /another\srun/.test(line)),
      );
    });
  });
});
