/** What other extensions build on. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MachineState, QemuSerialDebugApi } from '../../src/api';
import { LINUX_PROMPT, linuxX86, ubootRiscv64, UBOOT_AUTOBOOT, UBOOT_PROMPT } from '../guests/guests';
import { activate } from './support/extension';
import { expectGone, launchSample, port, PROMPT, stopAll } from './support/machines';
import { page } from './support/page';
import { type ExpectedOutcome, OUTCOMES } from '../support/runOutcomes';
import { until } from '../support/until';

function outcome(kind: ExpectedOutcome['kind']): ExpectedOutcome {
  const found = OUTCOMES.find((one) => one.kind === kind);
  assert.ok(found);
  return found;
}

describe('the API', () => {
  let api: QemuSerialDebugApi;
  before(async () => (api = await activate()));
  afterEach(() => stopAll(api));

  it('the API has exactly the documented names', async () => {
    assert.equal(api.version, 2);
    assert.deepEqual(
      Object.keys(api).sort(),
      ['launch', 'machines', 'onDidChangeMachines', 'runSteps', 'runTests', 'version'].sort(),
    );
    const machine = await launchSample(api);
    assert.deepEqual(
      Object.keys(machine).sort(),
      [
        ...[
          'coverage',
          'startCoverageMark',
          'exit',
          'hmp',
          'id',
          'name',
          'onDidChangeState',
          'onDidFindCrash',
          'onDidReceiveEvent',
        ],
        ...['pause', 'pid', 'ports', 'powerdown', 'qmp', 'reset', 'resume', 'state', 'stop'],
      ].sort(),
    );
    assert.deepEqual(Object.keys(port(machine)).sort(), ['name', 'onDidReceive', 'send', 'text', 'waitFor']);
  });

  it('the API gives the same object for the same machine, and tells when machines come and go', async () => {
    let changes = 0;
    const subscriptions: vscode.Disposable[] = [];
    api.onDidChangeMachines(() => changes++, undefined, subscriptions);
    const machine = await launchSample(api);
    assert.equal(api.machines[0], machine);
    await machine.stop();
    assert.deepEqual([changes, api.machines.length, subscriptions.length], [2, 0, 1]);
    subscriptions[0]?.dispose();
  });

  it('the API tells the states and events of a machine, and talks QMP and HMP', async () => {
    const machine = await launchSample(api);
    const states: MachineState[] = [];
    const events: string[] = [];
    machine.onDidChangeState((state) => states.push(state));
    machine.onDidReceiveEvent(({ name }) => events.push(name));
    await machine.pause();
    await machine.resume();
    assert.deepEqual(await machine.qmp('query-name'), { name: 'Sample guest' });
    assert.match(await machine.hmp('info version'), /^\d+\.\d+/);
    await assert.rejects(machine.qmp('no-such-command'), /no-such-command/);
    await machine.stop();
    assert.deepEqual(states, ['paused', 'running', 'stopping', 'stopped']);
    assert.ok(events.includes('STOP') && events.includes('RESUME'), events.join());
  });

  it('the API waits for text since the last match, and says what came when it did not', async () => {
    const machine = await launchSample(api);
    await port(machine).send('echo one two\r');
    const match = await port(machine).waitFor(/(\w+) (two)\r\n/);
    assert.deepEqual(match.groups, ['one', 'two']);
    await port(machine).waitFor(PROMPT);
    await assert.rejects(port(machine).waitFor('never', { timeoutMs: 200 }), /never/);
    const source = new vscode.CancellationTokenSource();
    const waiting = port(machine).waitFor('never', { token: source.token });
    source.cancel();
    await assert.rejects(waiting);
    const gone = port(machine).waitFor('never');
    await Promise.all([assert.rejects(gone), machine.stop()]);
  });

  it('the API hands out the bytes as they come', async () => {
    const machine = await launchSample(api);
    const pieces: Uint8Array[] = [];
    const subscription = port(machine).onDidReceive((bytes) => pieces.push(bytes));
    await port(machine).send('bytes c3 a4\r');
    const came = (): boolean => Buffer.concat(pieces).includes(Buffer.from([0xc3, 0xa4]));
    await until('the two bytes have come', came);
    subscription.dispose();
  });

  it('the API stops the machine when the token is cancelled after the start', async () => {
    const source = new vscode.CancellationTokenSource();
    const machine = await api.launch({ type: 'qemu', arch: 'i386', name: 'cancelled later' }, source.token);
    source.cancel();
    assert.equal((await machine.exit).requested, true);
    await expectGone(machine);
  });

  it('the API takes steps on a machine that runs on, behind what was found before, and tells the one that fails', async () => {
    const machine = await launchSample(api);
    await port(machine).send('echo early\r');
    await port(machine).waitFor('early\r\n');
    const taken = await api.runSteps(machine, [
      { waitFor: '> ' },
      { send: 'echo 6.1.0\r' },
      { waitFor: { pattern: '^(\\d+)\\.' }, capture: 'major' },
      { value: '${step:major}', expect: '6' },
    ]);
    assert.deepEqual([taken.verdict, taken.captured, taken.end], ['passed', { major: '6' }, undefined]);
    assert.deepEqual(
      taken.steps.map(({ field }) => field),
      ['steps[0]', 'steps[1]', 'steps[2]', 'steps[3]'],
    );
    // What comes next is behind the steps.
    assert.match((await port(machine).waitFor('> ')).text, /> /);
    const late = await api.runSteps(machine, [{ waitFor: 'never', timeoutSeconds: 0.2 }]);
    assert.equal(late.verdict, 'stalled');
    assert.match(late.reasons[0] ?? '', /^steps\[0\], waitFor "never": /);
    assert.match(late.steps[0]?.failure?.message ?? '', /did not come within 200 ms/);
    await assert.rejects(
      api.runSteps(machine, [{ wiatFor: 'x' } as object]),
      /steps\[0\]\.wiatFor: unknown field/,
    );
    const lost = api.runSteps(machine, [{ waitFor: 'never' }]);
    await machine.stop();
    assert.deepEqual([(await lost).verdict, (await lost).end?.requested], ['incomplete', true]);
    await assert.rejects(api.runSteps(machine, [{ send: 'x' }]), /has ended/);
  });

  it('the API starts a machine for steps, judges them with its end, and ends it', async () => {
    const { config } = outcome('passed');
    const { append: _, tests: _tests, ...plain } = config;
    const steps = [{ waitFor: '> ' }, { send: 'exit 16\r' }, { waitFor: 'never', timeoutSeconds: 60 }];
    const short = await api.runSteps(plain, steps.slice(0, 1));
    assert.deepEqual([short.verdict, short.end?.requested], ['passed', true]);
    const ended = await api.runSteps(plain, steps);
    assert.deepEqual([ended.verdict, ended.end?.debugExit], ['incomplete', 16]);
    assert.equal(api.machines.length, 0);
  });

  it('the API gives the results of tests as they come, again to whoever asks later, and a verdict', async () => {
    const run = api.runTests(outcome('failed').config);
    const told: string[] = [];
    for await (const { path, outcome: result, place } of run)
      told.push(`${path.join('/')} ${result}${place ? ` ${place.file}` : ''}`);
    assert.ok(
      told.includes('text/equal passed') && told.includes('on_request/fails failed tests.c'),
      told.join(),
    );
    const { verdict, reasons } = await run.result;
    assert.deepEqual([verdict, reasons], ['failed', ['1 of 8 tests failed.']]);
    let again = 0;
    for await (const _ of run) again++;
    assert.equal(again, told.length);
  });

  it('the API tells a run that does not start by an error, and cancels one with its token before and after its start', async () => {
    const { config } = outcome('notStarted');
    const run = api.runTests(config);
    await assert.rejects(run.result, /no\/such\/kernel\.elf/);
    await assert.rejects(run.machine);
    await assert.rejects(async () => {
      for await (const _ of run) assert.fail('a result');
    });
    const early = new vscode.CancellationTokenSource();
    const never = api.runTests(outcome('passed').config, { token: early.token });
    early.cancel();
    await assert.rejects(never.result);
    const late = new vscode.CancellationTokenSource();
    const cancelled = api.runTests(outcome('cancelled').config, { token: late.token });
    await cancelled.machine;
    late.cancel();
    assert.equal((await cancelled.result).verdict, 'cancelled');
  });

  it('the API tells which lines have run, and which of them for the first time since a mark', async () => {
    const plain = await launchSample(api);
    await assert.rejects(plain.coverage(), /without "coverage": true/);
    const { append: _, tests: _tests, ...config } = outcome('passed').config;
    const machine = await api.launch({ ...config, coverage: true });
    await port(machine).waitFor(PROMPT);
    const functionOf = async (name: string, since?: number): Promise<boolean | undefined> => {
      const { files } = await machine.coverage(since === undefined ? {} : { since });
      const counter = files.find(({ path }) => path.endsWith('counter.c'));
      assert.ok(counter?.isHere);
      if (since === undefined) assert.ok(counter.lines.length > 0);
      return counter.functions.find((each) => each.name === name)?.ran;
    };
    assert.equal(await functionOf('do_counter'), false);
    const since = await machine.startCoverageMark();
    await port(machine).send('counter\r');
    await port(machine).waitFor(PROMPT);
    await until('the mark tells what has run', async () => (await functionOf('do_counter', since)) === true);
    const next = await machine.startCoverageMark();
    // It has run before this mark, so nobody knows whether it does again.
    assert.equal(await functionOf('do_counter', next), undefined);
    await machine.stop();
    assert.equal(await functionOf('do_counter'), true);
  });

  it('the API runs U-Boot for riscv64 in a terminal', async () => {
    const machine = await api.launch(ubootRiscv64());
    await port(machine).waitFor(UBOOT_AUTOBOOT, { timeoutMs: 60_000 });
    await port(machine).send(' ');
    await port(machine).waitFor(UBOOT_PROMPT);
    await page.waitForTerminal('\n=>');
    await page.typeInTerminal('version\n');
    await page.waitForTerminal('riscv64-linux-gnu-gcc');
    await port(machine).waitFor(UBOOT_PROMPT);
    await port(machine).send('printenv\r');
    await port(machine).waitFor('bootdelay=2');
  });

  it('the API boots Linux to a shell in a terminal, and the machine ends with its poweroff', async function () {
    this.timeout(120_000);
    const machine = await api.launch(linuxX86());
    await port(machine).waitFor(LINUX_PROMPT, { timeoutMs: 100_000 });
    await page.waitForTerminal('~ #');
    await page.typeInTerminal('echo $((6*7)) on $(tty)\n');
    await page.waitForTerminal('\n42 on /dev/ttyS0');
    await port(machine).send('poweroff -f\r');
    const report = await machine.exit;
    assert.deepEqual([report.code, report.shutdownReason], [0, 'guest-shutdown'], report.summary);
    await page.waitForTerminal('* QEMU ended');
  });
});
