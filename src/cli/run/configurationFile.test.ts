import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER } from '../../concurrency/timeout';
import { withSteps } from './chosenSteps';
import { readConfiguration } from './configurationFile';
import { prepareRun } from './prepareRun';
import { workspaceSettings } from './workspaceSettings';

describe('the configuration of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-configuration-'));
    await mkdir(join(folder, '.vscode'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, content: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  const read = (path: string, name: string | undefined) => readConfiguration(path, name, NEVER);

  const TASKS = `{
    // Comments stay.
    "version": "2.0.0",
    "tasks": [
      { "type": "shell", "label": "build", "command": "make" },
      { "type": "qemu", "label": "boot", "group": "test", "problemMatcher": "$qemu-ready", "kernel": "k" },
      { "type": "qemu", "kernel": "\${workspaceFolder}/other.elf", "steps": [{ "reset": true }], "cpu": null },
    ]
  }`;

  it('the configuration of a run is found by its label in tasks.json, without what belongs to the editor', async () => {
    const path = await file('.vscode/tasks.json', TASKS);
    assert.deepEqual(await read(path, 'boot'), {
      written: { type: 'qemu', kernel: 'k' },
      name: 'boot',
      folder,
    });
    const { config, plan } = prepareRun(await read(path, 'other'));
    assert.equal(config.kernel, join(folder, 'other.elf'));
    assert.deepEqual(plan.steps, [{ kind: 'reset', field: 'steps[0]' }]);
  });

  it('the configuration of a run is found in launch.json without what is about debugging, and in a file of its own', async () => {
    const launch = { type: 'qemu', request: 'launch', name: 'x', stopAtEntry: true, program: 'p', bios: 'b' };
    const path = await file('.vscode/launch.json', JSON.stringify({ configurations: [launch] }));
    assert.deepEqual((await read(path, undefined)).written, {
      type: 'qemu',
      name: 'x',
      bios: 'b',
    });
    const own = await file('own.json', '{ "type": "qemu", "kernel": "a/k.elf", "stopAtEntry": true }');
    const found = await read(own, undefined);
    assert.deepEqual([found.name, found.folder], ['k', folder]);
    assert.throws(() => prepareRun(found), /stopAtEntry: unknown field/);
  });

  it('the configuration of a run has what launch.json says for this system, and what the workspace’s settings say', async () => {
    const own = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
    const other = own === 'linux' ? 'osx' : 'linux';
    const launch = {
      ...{ type: 'qemu', request: 'launch', name: 'x', kernel: 'k', memory: 32 },
      [own]: { memory: 64, cpu: 'max' },
      [other]: { memory: 128 },
    };
    const path = await file('.vscode/launch.json', JSON.stringify({ configurations: [launch] }));
    await file(
      '.vscode/settings.json',
      '{ /* ours */ "qemu.defaults": { "machine": "pc" }, "qemu.spoolLimit": 8, "qemu.transport": "pigeon" }',
    );
    const written = await read(path, 'x');
    const { config, settings, notices } = prepareRun(written, await workspaceSettings(written.folder));
    assert.deepEqual([config.memory, config.cpu, config.machine], ['64', 'max', 'pc']);
    assert.deepEqual([settings.spoolLimitBytes, settings.transport], [8_000_000, 'auto']);
    assert.match(notices.join(), /^qemu\.transport: /);
    await file('.vscode/settings.json', '{ "qemu.defaults": ');
    await assert.rejects(workspaceSettings(folder), /settings\.json:1 is not JSON/);
    // What is there and cannot be read is not as good as nothing.
    await rm(join(folder, '.vscode', 'settings.json'));
    assert.equal((await workspaceSettings(folder)).problems.length, 0);
    await mkdir(join(folder, '.vscode', 'settings.json'));
    await assert.rejects(workspaceSettings(folder), /settings\.json cannot be read: EISDIR/);
  });

  it('the configuration of a run takes paths and variables of the settings from the folder of settings.json', async () => {
    const settings = {
      installDirectory: 'tools',
      defaults: { initrd: '${workspaceFolder}/i', cwd: 'build' },
    };
    const named = Object.entries(settings).map(([name, value]) => [`qemu.${name}`, value]);
    await file('.vscode/settings.json', JSON.stringify(Object.fromEntries(named)));
    const written = await read(await file('.vscode/tasks.json', TASKS), 'boot');
    const run = prepareRun(written, await workspaceSettings(written.folder));
    assert.equal(run.settings.installDirectory, join(folder, 'tools'));
    assert.deepEqual([run.config.initrd, run.config.cwd], [join(folder, 'i'), join(folder, 'build')]);
  });

  it('a misspelt field is told and not left out: a run without its tests would pass', async () => {
    const entry = { type: 'qemu', label: 'x', kernel: 'k', test: { protocol: 'tap' } };
    const path = await file('tasks.json', JSON.stringify({ tasks: [entry] }));
    const found = await read(path, 'x');
    assert.throws(() => prepareRun(found), /test: unknown field; did you mean "tests"/);
  });

  it('a run takes the steps of the list that is named, and a name that is none is told with what there is', async () => {
    const lists = { 'log in': [{ send: 'root' }, { reset: true }], __proto__: [] };
    const own = { type: 'qemu', kernel: 'k', steps: [{ send: 'x' }], stepLists: lists };
    const run = await read(await file('own.json', JSON.stringify(own)), undefined);
    const kinds = (list: string | undefined): string[] =>
      prepareRun(withSteps(run, list)).plan.steps.flatMap((step) =>
        step.kind === 'list' ? step.steps.map(({ kind }) => kind) : step.kind,
      );
    assert.deepEqual(kinds(undefined), ['send']);
    assert.deepEqual(kinds('log in'), ['send', 'reset']);
    for (const name of ['log out', 'toString'])
      assert.throws(() => withSteps(run, name), {
        message: `k has no list of steps named "${name}".`,
        hint: 'It has "log in".',
      });
    const none = { ...run, written: { type: 'qemu' } };
    assert.throws(() => withSteps(none, 'log in'), { hint: 'Write it in "stepLists".' });
  });

  it('what is wrong with the file or the name is told with what there is', async () => {
    const tasks = await file('.vscode/tasks.json', TASKS);
    const cases = [
      [tasks, undefined, /several configurations\. Choose one with --name: "boot", "other"/],
      [tasks, 'build', /no configuration named "build"\. It has "boot", "other"/],
      [join(folder, 'none.json'), undefined, /none\.json cannot be read: ENOENT/],
      [await file('broken.json', '{\n"type": qemu\n}'), undefined, /broken\.json:2 is not JSON/],
      [await file('list.json', '[]'), undefined, /has no configuration of type "qemu"/],
    ] as const;
    for (const [path, name, message] of cases)
      await assert.rejects(read(path, name), (error: Error & { hint?: string }) =>
        message.test(`${error.message} ${error.hint}`),
      );
  });

  it('a configuration may come through a pipe, and one that never comes is waited for until that is broken off', async function () {
    if (process.platform === 'win32') this.skip();
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const found = read(path, 'boot');
    await writeFile(path, TASKS);
    assert.equal((await found).name, 'boot');
    const broken = new AbortController();
    const waiting = readConfiguration(path, 'boot', broken.signal);
    broken.abort(new Error('Ctrl-C'));
    await assert.rejects(waiting, /Ctrl-C/);
  });
});
