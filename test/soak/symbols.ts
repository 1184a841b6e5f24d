/**
 * Millions of broken ELF files, log lines and lines of markup through the readers of the symbols room: nothing may be
 * thrown but what they promise, and nothing may take long. A failure names the seed that gives it again.
 */
import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { filterLines, followLines, hostileElf, hostileLine, readElf } from '../support/symbols/hostile';
import { random } from '../support/random';
import { cpuTime } from '../support/cpuTime';
import { part } from './part';

/** Inputs of one seed. */
const ROUND = { files: 200, lines: 2000 };
const LINES_OF_A_LOG = 10;
/** Of one round, in milliseconds of processor time: two hundred times what it takes. */
const ROUND_LIMIT_MS = 60_000;

part('symbols', async (_tasks, { lasts, look }) => {
  let [files, lines, slowest] = [0, 0, 0];
  while (lasts()) {
    const seed = randomInt(1, 2 ** 31);
    const begin = cpuTime();
    await round(seed);
    slowest = Math.max(slowest, cpuTime() - begin);
    if (slowest > ROUND_LIMIT_MS) throw new Error(`seed ${seed} took ${slowest} ms`);
    files += ROUND.files;
    lines += ROUND.lines;
    look();
    await nextTurn();
  }
  return { 'ELF files': files, 'lines, each read twice': lines, 'slowest round': `${slowest.toFixed(0)} ms` };
});

async function round(seed: number): Promise<void> {
  const numbers = random(seed);
  try {
    for (let n = 0; n < ROUND.files; n++) await readElf(hostileElf(numbers));
    for (let n = 0; n < ROUND.lines; n += LINES_OF_A_LOG) {
      const log = Array.from({ length: LINES_OF_A_LOG }, () => hostileLine(numbers));
      followLines(log);
      await filterLines(log);
    }
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  }
}
