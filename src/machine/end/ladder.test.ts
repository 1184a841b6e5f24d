import assert from 'node:assert/strict';
import type { ChildProcess } from '../../concurrency/childProcess';
import { stopLadder, type LadderParts } from './ladder';
import { QmpClosedError, type QmpClient } from '../qmp/client';

interface Sent {
  readonly command: string;
  readonly oob: boolean;
}

function parts(
  changes: Partial<LadderParts> = {},
  answer: (command: string) => unknown = () => ({}),
): {
  parts: LadderParts;
  sent: Sent[];
} {
  const sent: Sent[] = [];
  const qmp = {
    isOpen: true,
    hasOob: true,
    execute: (command: string, _args: unknown, options: { oob?: boolean }) => {
      sent.push({ command, oob: options.oob ?? false });
      return Promise.resolve().then(() => answer(command));
    },
  } as unknown as QmpClient;
  const child = Object.create(null) as ChildProcess;
  return {
    sent,
    parts: {
      child,
      qmp,
      socketPorts: false,
      guestRuns: true,
      powerdownSeconds: 0,
      quitSeconds: 2,
      terminateSeconds: 2,
      ...changes,
    },
  };
}

describe('stop ladder', () => {
  const names = (p: LadderParts, budget?: number): string[] => stopLadder(p, budget).map(({ name }) => name);
  const { signal } = new AbortController();

  it('the stop ladder has the rungs of the design', () => {
    assert.deepEqual(names(parts().parts), ['quit', 'SIGTERM', 'SIGKILL']);
    assert.deepEqual(names(parts({ powerdownSeconds: 3, socketPorts: true }).parts), [
      'powerdown',
      'quit',
      'yank',
      'SIGTERM',
      'SIGKILL',
    ]);
    assert.deepEqual(names(parts({ qmp: undefined, powerdownSeconds: 3 }).parts), ['SIGTERM', 'SIGKILL']);
  });

  it('the stop ladder does not press the button of a guest that does not run, nor within a budget', () => {
    assert.ok(!names(parts({ powerdownSeconds: 3, guestRuns: false }).parts).includes('powerdown'));
    assert.ok(!names(parts({ powerdownSeconds: 3 }).parts, 3000).includes('powerdown'));
  });

  it('the stop ladder ends within five seconds, or within its budget', () => {
    const total = (p: LadderParts, budget?: number): number =>
      stopLadder(p, budget)
        .filter(({ name }) => name !== 'SIGKILL')
        .reduce((sum, { waitMs }) => sum + waitMs, 0);
    assert.ok(total(parts({ socketPorts: true }).parts) < 4500);
    assert.ok(total(parts({ socketPorts: true }).parts, 3000) <= 2700);
    assert.ok(total(parts({ quitSeconds: 60 }).parts, 3000) <= 2700);
    assert.equal(total(parts({ quitSeconds: 1, terminateSeconds: 0.5 }).parts, 3000), 1500);
  });

  it('the stop ladder takes the end of the stream for the answer to quit, and a refusal for a failure', async () => {
    const ends = stopLadder(
      parts({}, () => {
        throw new QmpClosedError('quit');
      }).parts,
    );
    await ends[0]?.act(signal);
    const refuses = stopLadder(
      parts({}, () => {
        throw new Error('refused');
      }).parts,
    );
    await assert.rejects(async () => refuses[0]?.act(signal), /refused/);
  });

  it('the stop ladder yanks everything but the monitor, out of band', async () => {
    const instances = [
      { type: 'chardev', id: 'qmp' },
      { type: 'chardev', id: 'ser0' },
    ];
    const { parts: p, sent } = parts({ socketPorts: true }, () => instances);
    await stopLadder(p)
      .find(({ name }) => name === 'yank')
      ?.act(signal);
    assert.deepEqual(sent, [
      { command: 'query-yank', oob: true },
      { command: 'yank', oob: true },
    ]);
  });
});
