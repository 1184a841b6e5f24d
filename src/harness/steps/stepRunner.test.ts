import assert from 'node:assert/strict';
import { Emitter } from '../../concurrency/event';
import { NEVER, TimeoutError } from '../../concurrency/timeout';
import { raceAbort } from '../../concurrency/abort';
import type { Step } from '../../config/steps/resolvedRun';
import type { Machine } from '../../machine/machine';
import { GuestWatch } from './guestWatch';
import { type StepResult, StepRunner } from './stepRunner';

type PortCrash = Parameters<Parameters<Machine['onDidFindCrash']>[0]>[0];
type MachineEvent = Parameters<Parameters<Machine['onDidReceiveEvent']>[0]>[0];

/** A machine whose port has said something, and answers what is sent to it. */
class FakeMachine {
  said = '';
  /** In milliseconds since the epoch. */
  time = 1000;
  readonly sent: string[] = [];
  readonly commands: string[] = [];
  readonly crash = new Emitter<PortCrash>();
  readonly event = new Emitter<MachineEvent>();
  /** Called with what is sent; what it gives is what the guest prints then. */
  answer: (sent: string) => string = () => '';
  /** Called when somebody waits for what was not said. */
  waits: () => void = () => undefined;

  end!: () => void;
  readonly machine = {
    exit: new Promise<void>((resolve) => (this.end = resolve)),
    hmp: () => Promise.resolve(''),
    config: { serial: [{ name: 'serial0' }] },
    state: 'running',
    onDidFindCrash: this.crash.event,
    onDidReceiveEvent: this.event.event,
    ports: [
      {
        name: 'serial0',
        serial: {
          send: (text: string) => {
            this.take(text);
            return Promise.resolve();
          },
          lastLines: () => Promise.resolve(this.said),
          text: (from: number) => Promise.resolve(this.said.slice(from)),
          waitFor: (pattern: string | RegExp, { from = 0, timeoutMs = 0 }, signal: AbortSignal) =>
            this.waitFor(pattern, from, timeoutMs, signal),
        },
      },
    ],
    hasMatch: (pattern: RegExp, text: string) => Promise.resolve(pattern.test(text)),
    qmp: (command: string) => Promise.resolve(this.commands.push(command)),
    reset: () => Promise.resolve(this.commands.push('reset')),
    sendBreak: () => Promise.resolve(this.commands.push('break')),
  } as unknown as Machine;

  guestReset(guest = true, time = this.time): void {
    this.event.fire({ name: 'RESET', data: { guest, reason: '' }, time, count: 1 });
  }

  private take(text: string): void {
    this.sent.push(text);
    this.said += this.answer(text);
  }

  private async waitFor(pattern: string | RegExp, from: number, timeoutMs: number, signal: AbortSignal) {
    const found = typeof pattern === 'string' ? undefined : pattern.exec(this.said.slice(from));
    const at = typeof pattern === 'string' ? this.said.indexOf(pattern, from) - from : (found?.index ?? -1);
    if (at < 0) {
      this.waits();
      await raceAbort(
        Promise.resolve().then(() => undefined),
        signal,
      );
      throw new TimeoutError(String(pattern), timeoutMs);
    }
    const text = found?.[0] ?? String(pattern);
    return { text, groups: found?.slice(1) ?? [], start: from + at, end: from + at + text.length };
  }
}

const at = { field: 'steps[0]', port: 0, timeoutSeconds: 1, mayReset: false };
const waitFor = (sought: string, more: Partial<typeof at> = {}): Step => ({
  kind: 'waitFor',
  ...at,
  ...more,
  sought,
});

describe('the steps of a run', () => {
  let fake: FakeMachine;
  let results: StepResult[];
  let watch: GuestWatch;
  let runner: StepRunner;
  beforeEach(() => {
    fake = new FakeMachine();
    results = [];
    watch = new GuestWatch(fake.machine, () => fake.time);
    const ended = (result: StepResult): void => void results.push(result);
    runner = new StepRunner(fake.machine, { signal: NEVER, watch, began: () => undefined, ended });
  });
  afterEach(() => watch.dispose());

  it('steps find each text behind the one before, and the one of several that comes first', async () => {
    fake.said = 'a # login: a # b';
    const choose: Step = {
      kind: 'choose',
      ...at,
      capture: 'what',
      choices: [
        { sought: '# b', steps: [] },
        { sought: { pattern: 'l(o)gin(: )' }, steps: [waitFor('a')] },
        { sought: { pattern: '(x)|b' }, steps: [{ kind: 'send', ...at, text: 'no' }] },
      ],
    };
    const send: Step = { kind: 'send', ...at, text: '<${step:what}>' };
    assert.equal(await runner.run([waitFor('#'), choose, choose, send]), undefined);
    assert.deepEqual(fake.sent, ['<# b>']);
    assert.deepEqual(
      results.map(({ title }) => title.split(' ')[0]),
      ['waitFor', 'waitFor', 'choose', 'choose', 'send'],
    );
  });

  it('steps end with the first that fails, also inside of a list, and say which it was', async () => {
    const list: Step = {
      kind: 'list',
      field: 'steps[0]',
      name: 'l',
      steps: [waitFor('x', { field: 'l[0]' })],
    };
    const failure = await runner.run([list, waitFor('y')]);
    assert.deepEqual([failure?.field, failure?.kind, failure?.title], ['l[0]', 'timeout', 'waitFor "x"']);
    assert.deepEqual(
      results.map(({ field, failure: own }) => [field, own?.field]),
      [
        ['l[0]', 'l[0]'],
        ['steps[0]', 'l[0]'],
      ],
    );
  });

  it('a command is judged by its exit code and its output, and captured', async () => {
    fake.answer = (typed) => {
      const [first, begin, end] =
        /printf '%s%s\\n' (\w+) (\w+).*;\\n' \w+ (\w+)/s.exec(typed)?.slice(1) ?? [];
      return `${typed}\r\n${first}${begin}\r\nLinux guest\r\n\r\n${first}${end}=7;\r\n`.replaceAll('\r', '');
    };
    const run = {
      kind: 'run',
      ...at,
      command: 'uname',
      exitCode: 7,
      expect: 'Linux',
      capture: 'kernel',
    } as const;
    const value: Step = {
      kind: 'expect',
      field: 'v',
      value: '${step:kernel}',
      expect: { pattern: '^Linux guest$' },
    };
    assert.equal(await runner.run([run, value]), undefined);
    const other = await runner.run([{ ...run, exitCode: 0 }]);
    assert.deepEqual(
      [other?.kind, /ended with 7 and not with 0/.test(other?.message ?? '')],
      ['wrong', true],
    );
    const wrong = await runner.run([{ ...run, expect: 'BSD' }]);
    assert.match(wrong?.message ?? '', /"BSD" is not in this text: "Linux guest\\n"/);
  });

  it('an expectation whose pattern takes too long is the pattern’s fault, and no stall of the guest', async () => {
    fake.machine.hasMatch = () => Promise.reject(new TimeoutError('a look', 5000));
    const failure = await runner.run([
      { kind: 'expect', field: 'v', value: 'x', expect: { pattern: '(a+)+$' } },
    ]);
    assert.equal(failure?.kind, 'wrong');
    assert.match(failure.message, /write a simpler pattern/);
  });

  it('a crash ends the step that waits, and the one that comes next', async () => {
    fake.waits = () => fake.crash.fire({ port: 'serial0', report: { title: 'Oops' } } as PortCrash);
    const failure = await runner.run([waitFor('never')]);
    assert.deepEqual([failure?.kind, failure?.message], ['crashed', 'The guest has crashed: Oops']);
    fake.said = 'here';
    assert.equal((await runner.run([waitFor('here')]))?.kind, 'crashed');
  });

  it('a crash that a step expects is no failure, also behind the text, and another one is', async () => {
    fake.said = 'a warning';
    const crashed = (title: string): void =>
      fake.crash.fire({ port: 'serial0', report: { title } } as PortCrash);
    fake.answer = () => {
      crashed('WARNING in lkdtm');
      return '';
    };
    const send: Step = { kind: 'send', ...at, text: 'warn', expectCrash: 'WARNING in' };
    assert.equal(await runner.run([send, waitFor('a warning')]), undefined);
    assert.deepEqual(watch.crashes, []);
    fake.answer = () => '';
    const never = await runner.run([{ ...send, timeoutSeconds: 0.01 }]);
    assert.deepEqual(
      [never?.kind, /"WARNING in" in its title/.test(never?.message ?? '')],
      ['timeout', true],
    );
    fake.waits = () => crashed('BUG in lkdtm');
    const other: Step = { ...waitFor('x'), expectCrash: 'WARNING in' } as Step;
    assert.match((await runner.run([other]))?.message ?? '', /^The guest has crashed: BUG in lkdtm/);
    assert.equal(watch.crashes.length, 1);
  });

  it('a sleep ends with the machine, and takes as long as its guest’s clock does', async () => {
    const sleep: Step = { kind: 'sleep', ...at, seconds: 30 };
    // 40 s ahead of ours, as with -icount and sleep=off.
    let looks = 0;
    fake.machine.hmp = () => Promise.resolve(`Host - Guest clock  ${looks++ === 0 ? 0 : -40_000} ms\n`);
    assert.equal(await runner.run([sleep]), undefined);
    fake.machine.hmp = () => Promise.resolve('JIT information is only available with accel=tcg\n');
    const sleeping = runner.run([sleep]);
    fake.end();
    assert.deepEqual([(await sleeping)?.kind], ['ended']);
  });

  it('a guest’s reset ends a step unless that step lets it, and a reset that a step makes does not', async () => {
    fake.said = 'here';
    const steps: Step[] = [
      { kind: 'reset', field: 'r' },
      { kind: 'qmp', field: 'q', command: 'cont' },
      { kind: 'sendBreak', field: 'b', port: 0 },
    ];
    fake.guestReset(false);
    assert.equal(await runner.run(steps), undefined);
    assert.deepEqual(fake.commands, ['reset', 'cont', 'break']);
    fake.guestReset();
    assert.equal(await runner.run([waitFor('here', { mayReset: true })]), undefined);
    // The event of a reset that was allowed, behind the text that came after it.
    fake.guestReset(true, 999);
    assert.equal(await runner.run([waitFor('')]), undefined);
    fake.answer = () => {
      fake.guestReset(true, 1001);
      return '';
    };
    const failure = await runner.run([{ kind: 'send', ...at, text: 'reboot' }, waitFor('here')]);
    assert.deepEqual([failure?.kind, failure?.title], ['reset', 'waitFor "here"']);
  });

  it('a variable that no step has captured is told by its name', async () => {
    const failure = await runner.run([{ kind: 'send', ...at, text: '${step:nothing}' }]);
    assert.match(failure?.message ?? '', /no earlier step has captured "nothing"/);
  });
});
