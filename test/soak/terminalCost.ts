/**
 * Looks for what costs a terminal more than the filter thinks: sequences are generated, filtered and shown, and the
 * time is held against the estimate. `--count N` is how many sequences, each counted once however often it comes, and
 * only if it was shown. The slowest are kept in out/terminalCost.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { output } from '../../scripts/lib/paths.mjs';
import { CostSearch } from '../support/serial/costSearch';
import { part } from './part';

/** How many times its estimate anything may cost. */
const MOST = 6;
const PROGRAMS_PER_REPORT = 5000;

part('terminalCost', async ({ signal }, { lasts, look, count, seed: firstSeed }) => {
  const search = new CostSearch();
  let seed = firstSeed;
  for (; search.shown < count && lasts() && !signal.aborted; seed++) {
    search.next(seed);
    if (seed % PROGRAMS_PER_REPORT !== 0) continue;
    look();
    await save(search, `${search.shown} sequences, seeds ${firstSeed} to ${seed}`);
    await setImmediate();
  }
  search.measureAgain();
  await save(search, `${search.shown} sequences, seeds ${firstSeed} to ${seed - 1}`);
  const [worst] = search.slowest;
  if (worst && worst.ratio > MOST)
    throw new Error(`seed ${worst.seed} costs ${worst.ratio.toFixed(1)} times its estimate`);
  return {
    sequences: search.shown,
    'first seed': firstSeed,
    'costs most': worst ? `seed ${worst.seed}, ${worst.ratio.toFixed(1)} times its estimate` : 'nothing',
  };
});

async function save({ slowest }: CostSearch, done: string): Promise<void> {
  const brief = slowest.map(({ seed, ratio }) => `${seed} (${ratio.toFixed(1)})`);
  console.log(`${done}; the slowest: ${brief.join(', ')}`);
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'terminalCost.json'), `${JSON.stringify({ done, slowest }, undefined, 2)}\n`);
}
