/**
 * The sample's tests, a thousand times and more: each run passes, fails, crashes, stalls or ends in the middle as it is asked to, and
 * its verdict has to be the same every time, however busy the computer is. `--count N` is how many runs, whatever the time.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupts } from '../../src/cli/run/interrupts';
import { runCommand } from '../../src/cli/run/runCommand';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { own } from '../support/command';
import { commandPrograms } from '../support/commandRuns';
import { type ExpectedOutcome, OUTCOMES } from '../support/runOutcomes';
import { part } from './part';

/** Runs at a time. */
const JOBS = 4;
/** Of one run, in seconds: far more than it takes, as one of them waits for a time-out of its own. */
const LIMIT_SECONDS = 600;

/** Those that come to a verdict by themselves. */
const KINDS = OUTCOMES.filter(({ kind, isStopped }) => isStopped !== true && kind !== 'notStarted');

part('verdicts', async (tasks, { lasts, look, count }) => {
  const folder = await mkdtemp(join(tmpdir(), 'qsd-verdicts-'));
  own(tasks, 'the configurations', () => rm(folder, { recursive: true, force: true }));
  const programs = await commandPrograms();
  for (const { kind, config } of KINDS) await writeFile(join(folder, `${kind}.json`), JSON.stringify(config));
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count && lasts()) {
      const expected = KINDS[begun++ % KINDS.length];
      if (expected) await judge(expected, join(folder, `${expected.kind}.json`), programs, tasks);
      look();
    }
  };
  const jobs = Array.from({ length: JOBS }, (_, job) => tasks.run(`runs ${job}`, worker));
  await Promise.all(jobs);
  return { runs: begun, 'verdicts that differ': 0 };
});

/** @throws when the verdict is another one, with all that the run has printed. */
async function judge(
  { kind, code, says }: ExpectedOutcome,
  file: string,
  programs: string,
  parent: TaskGroup,
): Promise<void> {
  const tasks = parent.group(`run ${kind}`);
  let out = '';
  const print = (line: string): void => {
    out += line;
  };
  try {
    const order = { command: 'run', file, timeoutSeconds: LIMIT_SECONDS } as const;
    const got = await runCommand(order, { print, programs, tasks, interrupts: new Interrupts() });
    if (got !== code || !says.test(out)) throw new Error(`${kind}: exit code ${got}, not ${code}:\n${out}`);
  } finally {
    await tasks.close();
  }
}
