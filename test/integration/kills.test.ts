import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { kills } from '../support/kills/kills';

/** In each test run; `npm run soak` has thousands. */
const COUNT = 200;
/** Hosts that live at a time. */
const JOBS = 4;

describe('hosts, guards, QEMUs and worker threads that are killed at random', () => {
  it('hosts, guards, QEMUs and worker threads that are killed at random leave no process, directory or socket', async () => {
    const seed = randomInt(1_000_000);
    const { failures } = await kills({ seed, jobs: JOBS, goesOn: (begun) => begun < COUNT });
    assert.deepEqual(failures, [], `seed ${seed}`);
  }).timeout(900_000);
});
