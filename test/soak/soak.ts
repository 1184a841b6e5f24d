/**
 * What `npm run soak` does once everything is installed: runs the parts below beside one another for half an hour, kills on until
 * there were 2,000 kills, prints the figures of each part, and fails if one of them does. `-- --minutes N`; `-- --only NAME[,NAME…]`.
 */
import { parseArgs } from 'node:util';
import { node, root, toolEnvironment } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { messageOf } from '../../src/concurrency/messageOf';
import { command } from '../support/command';

/** These use all the processor time they get: the others, which wait for guests, come first. */
const PATIENT: ReadonlySet<string> = new Set(['terminalCost', 'symbols', 'crashes']);

/** Each a program of its own in this folder, so that its memory is its own; gets `--minutes N`. */
const PARTS = ['streams', 'debugging', 'kills', 'terminalCost', 'symbols', 'crashes', 'verdicts'] as const;

/** For each minute; 2,000 in half an hour. Beside all others it is a few hundred: the rest come when those have ended. */
const LEAST_KILLS = 2000 / 30;

const DEFAULT_MINUTES = '30';
/** After its time a part may take this much longer to end what it does, in milliseconds. */
const LATE_MS = 600_000;
/** One kill takes less than a second; that many may take, in milliseconds. */
const KILLS_MS = 3_600_000;

command('npm run soak', async ({ signal }) => {
  const { values: flags } = parseArgs({
    options: { minutes: { type: 'string', default: DEFAULT_MINUTES }, only: { type: 'string' } },
  });
  const wanted = flags.only?.split(',') ?? PARTS;
  const chosen = PARTS.filter((part) => wanted.includes(part));
  const runPart = async (part: string): Promise<boolean> => {
    const start = [
      node,
      '--import',
      'tsx',
      '--expose-gc',
      `test/soak/${part}.ts`,
      '--minutes',
      flags.minutes,
    ];
    const isKills = part === 'kills';
    const minutes = Number(flags.minutes);
    if (isKills) start.push('--least', String(minutes * LEAST_KILLS));
    const timeoutMs = minutes * 60_000 + (isKills ? KILLS_MS : LATE_MS);
    const [program = node, ...args] = PATIENT.has(part) ? ['nice', ...start] : start;
    try {
      await run(program, args, { cwd: root, env: toolEnvironment(), signal, timeoutMs });
      return true;
    } catch (error) {
      console.error(`${part}: ${messageOf(error)}`);
      return false;
    }
  };
  const results = await Promise.all(chosen.map(runPart));
  const failed = chosen.filter((_, index) => !results[index]);
  console.log(
    failed.length > 0 ? `soak: FAILED: ${failed.join(', ')}` : `soak: ok, ${flags.minutes} minutes`,
  );
  return failed.length > 0 || chosen.length === 0 ? 1 : 0;
});
