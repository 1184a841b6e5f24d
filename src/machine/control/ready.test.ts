import assert from 'node:assert/strict';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../config/types';
import { becameReady } from './ready';

type Port = Parameters<typeof becameReady>[1][number];

describe('the ready pattern', () => {
  const { signal } = new AbortController();
  const asked: unknown[] = [];
  const marks: number[] = [];
  const port = (name: string, fails = false): Port => ({
    name,
    serial: {
      waitFor: (pattern, options) => {
        asked.push([name, String(pattern), options]);
        return fails
          ? Promise.reject(new Error('time-out'))
          : Promise.resolve({ text: '', groups: [], start: 7, end: 8 });
      },
      mark: (offset) => marks.push(offset),
    },
  });
  beforeEach(() => (asked.length = marks.length = 0));

  const wanting = (
    ready: MachineConfiguration['ready'],
    serial: MachineConfiguration['serial'] = [{ name: 'a' }, { name: 'b' }],
  ) => resolveConfiguration({ type: 'qemu', serial, ...(ready !== undefined && { ready }) });

  it('a machine without a ready pattern is ready at once', async () => {
    assert.equal(await becameReady(wanting(undefined), [], signal), true);
  });

  it('the ready pattern is looked for on the first port, from its first byte', async () => {
    assert.equal(await becameReady(wanting('login:'), [port('a'), port('b')], signal), true);
    assert.deepEqual(asked, [['a', '/login:/m', { timeoutMs: 300_000, from: 0 }]]);
    assert.deepEqual(marks, [7], 'its line has a mark');
  });

  it('the ready pattern is looked for on the port that is named or numbered, for the time that is given', async () => {
    const ports = [port('a'), port('b')];
    for (const wanted of ['b', 1])
      await becameReady(wanting({ pattern: 'x', port: wanted, timeoutSeconds: 2 }), ports, signal);
    const search = ['b', '/x/m', { timeoutMs: 2000, from: 0 }];
    assert.deepEqual(asked, [search, search]);
  });

  it('the ready pattern is looked for in the raw bytes if that is asked for', async () => {
    await becameReady(wanting({ pattern: 'x', raw: true }), [port('a')], signal);
    assert.deepEqual(asked, [['a', '/x/m', { timeoutMs: 300_000, from: 0, raw: true }]]);
  });

  it('a machine that is not ready tells why the pattern did not come', async () => {
    const told: string[] = [];
    await becameReady(wanting('x'), [port('a', true)], signal, (why) => told.push(why));
    assert.deepEqual(told, ['time-out']);
  });

  it('the ready pattern does not come when there is no port or the time is up', async () => {
    assert.equal(await becameReady(wanting('x', []), [], signal), false);
    assert.equal(await becameReady(wanting('x'), [port('a', true)], signal), false);
  });
});
