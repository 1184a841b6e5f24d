import assert from 'node:assert/strict';
import { INITIAL_STATE, reduce, type StateInput, type StateModel } from './state';

function event(name: string, data: Record<string, unknown> = {}, time = 0): StateInput {
  return { kind: 'event', event: { name, data, time } };
}

function after(...inputs: readonly StateInput[]): StateModel {
  return inputs.reduce<StateModel>(reduce, INITIAL_STATE);
}

const RUNNING: readonly StateInput[] = [event('RESUME'), { kind: 'started' }];

function stateAfter(...inputs: readonly StateInput[]): string {
  const { state, why } = after(...RUNNING, ...inputs);
  return why === '' ? state : `${state}: ${why}`;
}

describe('machine state', () => {
  it('a machine’s state goes from starting to running to stopped', () => {
    assert.equal(INITIAL_STATE.state, 'starting');
    assert.equal(stateAfter(), 'running');
    assert.equal(stateAfter({ kind: 'stopping', why: 'user' }), 'stopping: user');
    assert.equal(
      stateAfter({ kind: 'stopping', why: 'user' }, { kind: 'stopped', why: 'user' }, event('RESUME')),
      'stopped: user',
    );
  });

  it('a machine’s state puts a pause down to its cause', () => {
    assert.equal(stateAfter({ kind: 'intent', why: 'user' }, event('STOP')), 'paused: user');
    assert.equal(
      stateAfter(event('GUEST_PANICKED', { action: 'pause' }), event('STOP')),
      'paused: guest-panicked',
    );
    assert.equal(stateAfter(event('WATCHDOG', { action: 'pause' }), event('STOP')), 'paused: watchdog');
    assert.equal(stateAfter(event('BLOCK_IO_ERROR', { action: 'stop' }), event('STOP')), 'paused: io-error');
    assert.equal(
      stateAfter(event('SHUTDOWN', { guest: true, reason: 'guest-reset' }), event('STOP')),
      'paused: guest-reset',
    );
  });

  it('a machine’s state forgets an announcement that no stop follows, and an intent without effect', () => {
    assert.equal(stateAfter(event('GUEST_PANICKED', { action: 'run' }), event('STOP')), 'paused: paused');
    assert.equal(
      stateAfter({ kind: 'intent', why: 'user' }, { kind: 'intent', why: undefined }, event('STOP')),
      'paused: paused',
    );
    assert.equal(
      stateAfter({ kind: 'intent', why: 'user' }, event('STOP'), event('RESUME'), event('STOP')),
      'paused: paused',
    );
  });

  it('a stop that nothing explains is asked about, and taken for the debugger’s where there is one', () => {
    const stopped = after(...RUNNING, event('STOP'));
    assert.equal(stopped.unexplained, true);
    const status = (text: string, gdbStub: boolean): StateModel =>
      reduce(stopped, { kind: 'status', status: text, gdbStub });
    assert.equal(status('paused', true).why, 'debugger');
    assert.equal(status('paused', false).why, 'paused');
    assert.equal(status('debug', true).why, 'debugger');
    assert.equal(status('internal-error', true).why, 'internal-error');
    assert.equal(status('io-error', false).why, 'io-error');
    assert.equal(status('running', true).state, 'running');
    assert.equal(status('paused', true).unexplained, false);
  });

  it('an end of the guest is told in one way, in whatever order it is learned', () => {
    const stop = event('STOP');
    const shut = event('SHUTDOWN', { guest: true, reason: 'guest-reset' });
    const status: StateInput = { kind: 'status', status: 'shutdown', gdbStub: true };
    for (const inputs of [
      [shut, stop],
      [stop, shut],
      [shut, stop, status],
      [shut, status, stop],
      [status, shut, stop],
      [stop, shut, status],
      [stop, status, shut],
      [status, stop, shut],
    ])
      assert.equal(stateAfter(...inputs), 'paused: guest-reset', JSON.stringify(inputs));
    assert.equal(stateAfter(stop, status), 'paused: shutdown', 'nobody said why');
    assert.equal(stateAfter({ kind: 'intent', why: 'user' }, stop, shut), 'paused: guest-reset');
  });

  it('a machine’s state does not take a snapshot for a pause', () => {
    assert.equal(stateAfter({ kind: 'busy' }, event('STOP'), event('RESUME'), { kind: 'idle' }), 'running');
    assert.equal(stateAfter({ kind: 'busy' }, event('STOP')), 'running');
    assert.equal(
      stateAfter(
        { kind: 'busy' },
        event('STOP'),
        { kind: 'idle' },
        { kind: 'status', status: 'paused', gdbStub: false },
      ),
      'paused: paused',
    );
  });

  it('a machine’s state keeps the reason when the status says no more', () => {
    assert.equal(
      stateAfter({ kind: 'intent', why: 'user' }, event('STOP'), {
        kind: 'status',
        status: 'paused',
        gdbStub: true,
      }),
      'paused: user',
    );
  });

  it('a machine’s state sees a reset loop, and its end', () => {
    const reset = (time: number): StateInput => event('RESET', { guest: true }, time);
    assert.equal(stateAfter(reset(0), reset(600)), 'running');
    assert.equal(stateAfter(reset(0), reset(600), reset(1200)), 'running: reset loop');
    assert.equal(stateAfter(reset(0), reset(1500), reset(3000)), 'running');
    assert.equal(stateAfter(event('RESET', { guest: false }, 0), reset(1), reset(2)), 'running');
    const looping = [reset(0), reset(600), reset(1200)];
    assert.equal(stateAfter(...looping, { kind: 'tick', time: 1500 }), 'running: reset loop');
    assert.equal(stateAfter(...looping, { kind: 'tick', time: 5000 }), 'running');
  });

  it('a machine’s state sees no loop in a person’s resets, nor in what a PC’s firmware makes of them', () => {
    const reset = (time: number): StateInput => event('RESET', { guest: true }, time);
    const byHost = (time: number): StateInput => event('RESET', { guest: false }, time);
    const four = [0, 400, 800, 1200].flatMap((time) => [byHost(time), reset(time + 130), reset(time + 132)]);
    assert.equal(stateAfter(...four), 'running');
    assert.equal(stateAfter(...four, reset(1400), reset(2000), reset(2600)), 'running: reset loop');
    const looping = [reset(0), reset(600), reset(1200)];
    assert.equal(stateAfter(...looping, byHost(1300)), 'running');
  });

  it('a machine’s state keeps memory flat in a storm of resets', () => {
    let model = after(...RUNNING);
    for (let time = 0; time < 10_000; time++)
      model = reduce(model, event('RESET', { guest: true }, time / 10));
    assert.equal(model.why, 'reset loop');
    assert.ok(model.resets.times.length <= 5);
  });

  it('a machine’s state is held for a debugger until the first continue', () => {
    const held = after({ kind: 'held' });
    assert.deepEqual([held.state, held.why], ['paused', 'debugger']);
    assert.equal(reduce(held, event('RESUME')).state, 'running');
  });

  it('a machine’s state goes on stopping whatever the events say, and remembers the shutdown', () => {
    const model = after(
      ...RUNNING,
      { kind: 'stopping', why: 'user' },
      event('STOP'),
      event('SHUTDOWN', { guest: false, reason: 'host-qmp-quit' }),
      event('RESUME'),
      { kind: 'stopping', why: 'other' },
    );
    assert.deepEqual([model.state, model.why], ['stopping', 'user']);
    assert.deepEqual(model.shutdown, { reason: 'host-qmp-quit', guest: false, asked: true });
  });

  it('a machine’s state keeps what the guest has ended itself with through the quit that follows, until it goes on', () => {
    const off = event('SHUTDOWN', { guest: true, reason: 'guest-shutdown' });
    const quit = event('SHUTDOWN', { guest: false, reason: 'host-qmp-quit' });
    const own = { reason: 'guest-shutdown', guest: true, asked: false };
    assert.deepEqual(
      after(...RUNNING, off, event('STOP'), { kind: 'stopping', why: 'user' }, quit).shutdown,
      own,
    );
    assert.equal(after(...RUNNING, off, event('STOP'), event('RESUME')).shutdown, undefined);
    const button = after(...RUNNING, { kind: 'stopping', why: 'user' }, off);
    assert.deepEqual(button.shutdown, { ...own, asked: true });
  });
});
