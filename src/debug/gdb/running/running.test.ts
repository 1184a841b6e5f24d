import assert from 'node:assert/strict';
import { bodies, FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import { NEVER } from '../../../concurrency/timeout';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { Breakpoints } from '../breakpoints/breakpoints';
import { Entries } from './entries';
import { Following } from './following';
import { Guest } from './guest';
import { Running } from './running';
import { Recording } from './recording';
import { SegmentHits } from './segmentHits';
import { Stops } from './stops';

describe('Running', () => {
  let group: TaskGroup;
  beforeEach(() => {
    group = new TaskGroup('session');
  });
  afterEach(() => group.close());

  /** A session as far as running goes. The machine resets at once, and stands still once GDB has stopped it. */
  function session(options: { stayAtReset?: boolean; answers?: readonly Answer[]; icount?: number } = {}) {
    const link = new FakeLink(options.answers);
    const log = new Logger(() => undefined, 'test');
    const responder = new Responder({ group, log }, () => undefined);
    const breakpoints = new Breakpoints(link, { expressionOf: () => undefined, place: () => '' });
    const told: string[] = [];
    const places = { address: 0x1000n, symbol: 'main' };
    const entries = new Entries(breakpoints, places, (text) => void told.push(text));
    const guest = new Guest(false);
    const asked: string[] = [];
    const qmp = (command: string): Promise<unknown> => {
      asked.push(command);
      return Promise.resolve({ running: link.running, status: 'prelaunch', icount: options.icount ?? 100 });
    };
    guest.found(
      { why: '', startedBySession: true, hasMonitor: true, state: 'paused', qmp } as unknown as DebugTarget,
      true,
    );
    const recording = new Recording(guest);

    const kernel = { look: () => undefined };
    const images = { follow: () => undefined, reset: () => Promise.resolve() };
    const segmentHits = new SegmentHits(link, { truePlace: () => Promise.resolve(undefined) }, NEVER);
    const stops = new Stops({
      link,
      guest,
      breakpoints,
      entries,
      recording,
      segmentHits,
      responder,
      end: () => undefined,
    });
    const following = new Following(link, guest, log, responder);
    const stayAtReset = options.stayAtReset ?? false;
    const { signal } = group;
    const running = new Running({
      link,
      guest,
      breakpoints,
      entries,
      stops,
      following,
      recording,
      segmentHits,
      kernel,
      images,
      stayAtReset,
      signal,
    });
    return { link, running, breakpoints, told, asked, following };
  }

  const runs = ({ commands }: FakeLink): string[] =>
    commands.filter((command) => command.startsWith('-exec'));

  it('Running sets off with breakpoints at the entry and the symbol, and says which it could not set', async () => {
    const { running, link, told } = session({
      answers: [
        [/0x1000/, { bkpt: { number: '1' } }],
        [/"main"/, new Error('Function "main" not defined.')],
      ],
    });
    await running.setOff(false);
    assert.equal(link.commands.at(-1), '-exec-continue');
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /Function "main" not defined/);
  });

  it('Running stays where it is when it is asked to', async () => {
    for (const [stay, stayAtReset, reason] of [
      [true, false, 'pause'],
      [false, true, 'entry'],
    ] as const) {
      const answers = [[/./, { bkpt: { number: '1' } }]] as const;
      const { running, link } = session({ stayAtReset, answers });
      await running.setOff(stay);
      assert.deepEqual(
        (bodies(link, 'stopped') as { reason: string }[]).map((body) => body.reason),
        [reason],
      );
    }
  });

  it('Running stops at once where a breakpoint lies at the first instruction, which GDB would pass', async () => {
    const answers: readonly Answer[] = [
      [/^-stack-info-frame/, { frame: { addr: '0x00001000' } }],
      [/0x1000/, { bkpt: { number: '1', addr: '0x00001000' } }],
      [/"main"/, { bkpt: { number: '2', addr: '0x00002000' } }],
    ];
    const { running, link } = session({ answers });
    await running.setOff(false);
    assert.deepEqual(
      (bodies(link, 'stopped') as { reason: string }[]).map(({ reason }) => reason),
      ['entry'],
    );
    assert.ok(!link.commands.includes('-exec-continue'));
    assert.ok(link.commands.includes('-break-delete 1'), 'or it would stop there again');
    assert.ok(!link.commands.includes('-break-delete 2'));
  });

  it('Running stops at once at the editor’s own breakpoint, unless that depends on something', async () => {
    for (const [more, stops] of [
      [{}, true],
      [{ condition: 'x' }, false],
      [{ hitCondition: '3' }, false],
    ] as const) {
      const { running, link, breakpoints } = session({
        answers: [
          [/^-stack-info-frame/, { frame: { addr: '0x00000008' } }],
          [/"reset"/, { bkpt: { number: '3', addr: '0x00000008' } }],
          [/0x1000|"main"/, { bkpt: { number: '1', addr: '<MULTIPLE>' } }],
        ],
      });
      await breakpoints.handlers.setFunctionBreakpoints?.({ breakpoints: [{ name: 'reset', ...more }] });
      await running.setOff(false);
      assert.equal(bodies(link, 'stopped').length === 1, stops, JSON.stringify(more));
      assert.equal(link.commands.includes('-exec-continue'), !stops, JSON.stringify(more));
    }
  });

  it('Running steps by lines or instructions, forwards and backwards', async () => {
    const { running, link } = session();
    const { next, stepIn, stepOut, stepBack, reverseContinue } = running.handlers;
    await next?.({ threadId: 2 });
    await stepIn?.({ threadId: 2, granularity: 'instruction' });
    await stepOut?.({ threadId: 2 });
    await stepBack?.({ threadId: 2 });
    await reverseContinue?.({ threadId: 2 });
    assert.deepEqual(runs(link), [
      '-exec-next --thread 2',
      '-exec-step-instruction --thread 2',
      '-exec-finish --thread 2',
      '-exec-next --thread 2 --reverse',
      '-exec-continue --thread 2 --reverse',
    ]);
  });

  it('Running steps by instructions where there are no functions to step over', async () => {
    const answers = [[/^-exec-(next|step) /, new Error('Cannot find bounds of current function')]] as const;
    const { running, link } = session({ answers });
    await running.handlers.next?.({ threadId: 1 });
    await running.handlers.stepBack?.({ threadId: 1 });
    assert.deepEqual(runs(link), [
      '-exec-next --thread 1',
      '-exec-next-instruction --thread 1',
      '-exec-next --thread 1 --reverse',
      '-exec-next-instruction --thread 1 --reverse',
    ]);
  });

  it('Running does not go back from where a recording starts', async () => {
    const { running, link } = session({ icount: 0 });
    for (const back of [running.handlers.stepBack, running.handlers.reverseContinue])
      await assert.rejects(async () => await back?.({ threadId: 1 }), /recording starts here/);
    assert.deepEqual(link.commands, []);
  });

  it('Running stops a guest that runs before it resets it, and starts from the entry again', async () => {
    const { running, link, asked } = session({ answers: [[/-break-insert/, { bkpt: { number: '1' } }]] });
    link.running = true;
    await running.handlers.restart?.({});
    assert.deepEqual(link.moves, ['pause quietly']);
    assert.ok(asked.includes('system_reset'));
    assert.ok(link.commands.includes('>maintenance flush register-cache'));
    assert.equal(link.commands.at(-1), '-exec-continue');
  });

  it('Running takes a refused interrupt for success when the guest stands already', async () => {
    const answers = [[/interrupt/, new Error('The program is not being run.')]] as const;
    await session({ answers }).running.handlers.pause?.({ threadId: 1 });
    const { link, running } = session({ answers });
    link.running = true;
    await assert.rejects(async () => await running.handlers.pause?.({ threadId: 1 }), /not being run/);
  });
});
