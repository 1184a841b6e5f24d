/** Hosts, guards, QEMUs and worker threads are killed at random moments; `--count N` is how many times. */
import { kills } from '../support/kills/kills';
import { part } from './part';

/** Hosts that live at a time. */
const JOBS = 4;

part('kills', async ({ signal }, { lasts, look, count, least, seed }) => {
  const goesOn = (begun: number): boolean => {
    look();
    return begun < count && (begun < least || lasts()) && !signal.aborted;
  };
  const result = await kills({ seed, jobs: JOBS, goesOn });
  for (const failure of result.failures) console.log(failure);
  if (result.failures.length > 0)
    throw new Error(`${result.failures.length} of ${result.count} left something; seed ${seed}`);
  return { kills: result.count, left: 0, seed };
});
