import assert from 'node:assert/strict';
import { ResumedElsewhere } from './resumedElsewhere';

/** A machine that runs, with a debugger that may know; and the look at it, once it is over. */
function fixture(runs = true) {
  const state = { ours: false, runs, asked: 0, followed: 0, whenAsked: (): void => undefined };
  const looks: Promise<void>[] = [];
  const resumption = {
    isOurs: () => state.ours,
    runs: () => {
      state.asked++;
      state.whenAsked();
      return Promise.resolve(state.runs);
    },
    follow: () => {
      state.followed++;
      return Promise.resolve();
    },
  };
  const signal = new AbortController().signal;
  const watch = new ResumedElsewhere(resumption, (work) => void looks.push(work(signal)));
  return { state, looks, watch };
}

describe('a machine that is resumed elsewhere', () => {
  it('a machine that is resumed elsewhere is followed, once for all that happened meanwhile', async () => {
    const { state, looks, watch } = fixture();
    for (let step = 0; step < 5; step++) watch.resumed();
    await Promise.all(looks);
    assert.deepEqual([looks.length, state.followed], [1, 1]);
    watch.resumed();
    await Promise.all(looks);
    assert.deepEqual([looks.length, state.followed], [2, 2]);
  });

  it('a machine that GDB lets run is not taken for one resumed elsewhere, even at the last moment', async () => {
    const { state, looks, watch } = fixture();
    state.ours = true;
    watch.resumed();
    await Promise.all(looks);
    assert.deepEqual([state.asked, state.followed], [0, 0]);
    state.ours = false;
    state.whenAsked = () => (state.ours = true);
    watch.resumed();
    await Promise.all(looks);
    assert.deepEqual([state.asked, state.followed], [1, 0]);
  });

  it('a machine that stands, as the monitor knows, is not taken for one resumed elsewhere', async () => {
    const { state, looks, watch } = fixture(false);
    watch.resumed();
    await Promise.all(looks);
    assert.deepEqual([state.asked, state.followed], [1, 0]);
  });
});
