import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { NEVER } from '../../concurrency/timeout';
import { QmpClosedError } from '../qmp/client';
import { beforeEnd } from './beforeEnd';

const HOUR_MS = 3_600_000;
const never = new Promise<never>(() => undefined);

describe('work that needs a living QEMU', () => {
  afterEach(() => mock.timers.reset());

  it('work that needs a living QEMU may take as long as a busy computer wants', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let finish: (value: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => (finish = resolve));
    const result = beforeEnd(never, NEVER, () => slow);
    mock.timers.tick(HOUR_MS);
    finish('attached');
    assert.equal(await result, 'attached');
  });

  it('work that needs a living QEMU is told of its end, and need not listen', async () => {
    let seen: AbortSignal | undefined;
    const result = beforeEnd(Promise.resolve(), NEVER, (signal) => {
      seen = signal;
      return never;
    });
    await assert.rejects(result, QmpClosedError);
    assert.ok(seen?.reason instanceof QmpClosedError);
  });

  it('work that needs a living QEMU is cancelled with the start', async () => {
    const controller = new AbortController();
    const result = beforeEnd(never, controller.signal, () => never);
    controller.abort(new Error('enough'));
    await assert.rejects(result, /enough/);
  });
});
