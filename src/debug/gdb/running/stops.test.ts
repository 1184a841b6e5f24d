import assert from 'node:assert/strict';
import { bodies, FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import { NEVER } from '../../../concurrency/timeout';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { Breakpoints } from '../breakpoints/breakpoints';
import { Entries } from './entries';
import { Guest } from './guest';
import { Recording } from './recording';
import { SegmentHits } from './segmentHits';
import { Stops } from './stops';

describe('Stops', () => {
  let group: TaskGroup;
  beforeEach(() => {
    group = new TaskGroup('session');
  });
  afterEach(() => group.close());

  const settled = () => new Promise((resolve) => setImmediate(resolve));

  function session(why = '', answers: readonly Answer[] = [], icount = 100) {
    const link = new FakeLink([[/^-break-insert/, { bkpt: { number: '7' } }], ...answers]);
    const log = new Logger(() => undefined, 'test');
    const responder = new Responder({ group, log }, () => undefined);
    const breakpoints = new Breakpoints(link, { expressionOf: () => undefined, place: () => '' });
    const told: string[] = [];
    const entries = new Entries(
      breakpoints,
      { address: 0x1000n, symbol: undefined },
      (text) => void told.push(text),
    );
    const guest = new Guest(true);
    let stopped = 0;
    const stop = () => {
      stopped++;
      return Promise.resolve();
    };
    const target = {
      why,
      startedBySession: true,
      hasMonitor: true,
      qmp: () => Promise.resolve({ icount }),
      stop,
    };
    guest.found(target as unknown as DebugTarget, true);
    const recording = new Recording(guest);
    const end = () => undefined;

    const segmentHits = new SegmentHits(link, { truePlace: () => Promise.resolve(undefined) }, NEVER);
    const stops = new Stops({ link, guest, breakpoints, entries, recording, segmentHits, responder, end });
    const reasons = () => (bodies(link, 'stopped') as { reason: string }[]).map(({ reason }) => reason);
    return { link, breakpoints, entries, stops, reasons, stopped: () => stopped };
  }

  it('Stops names the kind of breakpoint that was hit, and which', async () => {
    const { breakpoints, stops, link, reasons } = session();
    await breakpoints.handlers.setFunctionBreakpoints?.({ breakpoints: [{ name: 'main' }] });
    stops.take({ reason: 'breakpoint-hit', bkptno: '7', 'thread-id': '2' });
    await settled();
    assert.deepEqual(reasons(), ['function breakpoint']);
    const [body] = bodies(link, 'stopped') as { hitBreakpointIds: number[]; threadId: number }[];
    assert.deepEqual([body?.hitBreakpointIds, body?.threadId], [[7], 2]);
  });

  it('Stops takes a stop at a breakpoint of our own for the entry, once', async () => {
    const { entries, stops, reasons } = session();
    await entries.insert();
    stops.take({ reason: 'breakpoint-hit', bkptno: '7' });
    await settled();
    stops.take({ reason: 'breakpoint-hit', bkptno: '7' });
    await settled();
    assert.deepEqual(reasons(), ['entry', 'breakpoint']);
  });

  it('Stops prints what a log point says, and lets the guest go on without a stop', async () => {
    const { breakpoints, stops, link, reasons } = session();
    const asked = { source: { path: '/w/a.c' }, breakpoints: [{ line: 1, logMessage: 'here' }] };
    await breakpoints.handlers.setBreakpoints?.(asked);
    stops.take({ reason: 'breakpoint-hit', bkptno: '7' });
    await settled();
    assert.deepEqual(bodies(link, 'output'), [{ category: 'console', output: 'here\n' }]);
    assert.equal(link.commands.at(-1), '-exec-continue');
    assert.deepEqual(reasons(), []);
  });

  it('Stops shows what a watchpoint saw', async () => {
    const { stops, link } = session();
    stops.take({ reason: 'watchpoint-trigger', wpt: { number: '3' }, value: { old: '0', new: '1' } });
    await settled();
    const [body] = bodies(link, 'stopped') as { reason: string; description: string }[];
    assert.deepEqual([body?.reason, body?.description], ['data breakpoint', '0 → 1']);
  });

  it('Stops explains a stop by what the machine says of itself', async () => {
    const { stops, link } = session('guest-panicked');
    stops.take({ reason: 'signal-received', 'signal-name': 'SIGINT' });
    await settled();
    const [body] = bodies(link, 'stopped') as { reason: string; text: string }[];
    assert.equal(body?.reason, 'exception');
    assert.match(body.text, /panic/);
    const info = await stops.handlers.exceptionInfo?.({ threadId: 1 });
    assert.equal(info?.exceptionId, 'guest-panicked');
  });

  it('Stops takes an interrupt for a pause, and ends the machine at a power-off', async () => {
    const paused = session();
    paused.stops.take({ reason: 'signal-received', 'signal-name': 'SIGINT' });
    const off = session('guest-shutdown');
    off.stops.take({ reason: 'signal-received', 'signal-name': 'SIGQUIT' });
    await settled();
    assert.deepEqual([paused.reasons(), off.reasons(), off.stopped()], [['pause'], [], 1]);
  });

  it('Stops says that the recording starts where going back has come to its first instruction', async () => {
    const { stops, link } = session('', [], 0);
    stops.take({ reason: 'signal-received', 'signal-name': 'SIGTRAP' });
    await settled();
    const [body] = bodies(link, 'stopped') as { reason: string; description: string }[];
    assert.deepEqual([body?.reason, body?.description], ['step', 'The recording starts here.']);
  });

  it('Stops lets nothing go on from a stop that the stub says is an end, until there is another', async () => {
    const { stops, entries } = session();
    const obstacle = (): string | undefined => stops.obstacle?.message;
    assert.equal(obstacle(), undefined);
    stops.take({ reason: 'signal-received', 'signal-name': 'SIGQUIT' });
    await settled();
    assert.match(obstacle() ?? '', /cannot go on/);
    await entries.insert();
    stops.take({ reason: 'breakpoint-hit', bkptno: '7' });
    await settled();
    assert.equal(obstacle(), undefined);
  });

  it('Stops leaves the end of a step to the adapter', () => {
    assert.equal(session().stops.take({ reason: 'end-stepping-range' }), false);
  });
});
