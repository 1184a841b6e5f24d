import assert from 'node:assert/strict';
import { becameReady, findPort } from './ready';

type Wait = Parameters<typeof becameReady>[1][number]['serial']['waitFor'];

describe('ready', () => {
  const { signal } = new AbortController();
  const asked: unknown[] = [];
  const port = (name: string, fails = false): { name: string; serial: { waitFor: Wait } } => ({
    name,
    serial: {
      waitFor: (pattern, options) => {
        asked.push([name, String(pattern), options]);
        return fails
          ? Promise.reject(new Error('time-out'))
          : Promise.resolve({ text: '', groups: [], start: 0, end: 0 });
      },
    },
  });
  beforeEach(() => (asked.length = 0));

  it('is at once without a pattern', async () => {
    assert.equal(await becameReady(undefined, [], signal), true);
  });

  it('looks at the first port from the beginning', async () => {
    assert.equal(await becameReady('login:', [port('a'), port('b')], signal), true);
    assert.deepEqual(asked, [['a', '/login:/m', { timeoutMs: 300_000, from: 0 }]]);
  });

  it('looks at the port that is named or numbered, for the time that is given', async () => {
    const ports = [port('a'), port('b')];
    await becameReady({ pattern: 'x', port: 'b', timeoutSeconds: 2 }, ports, signal);
    assert.deepEqual(asked, [['b', '/x/m', { timeoutMs: 2000, from: 0 }]]);
    assert.equal(findPort(ports, 1)?.name, 'b');
  });

  it('does not come where the port is missing or the time is up', async () => {
    assert.equal(await becameReady({ pattern: 'x', port: 'c' }, [port('a')], signal), false);
    assert.equal(await becameReady('x', [], signal), false);
    assert.equal(await becameReady('x', [port('a', true)], signal), false);
  });
});
