/**
 * What it costs that crashes are looked for: two machines of the product in this process, one of them watched, flood by
 * turns, each held by SIGSTOP while the other one has its turn. So all that this process uses in a turn is one machine's.
 */
import { floodNamed, type FloodName } from '../floods/floods';
import type { FloodResult } from '../floods/measure';
import { startOurs } from '../floods/ours';
import { hold, takeTurn, type TurnTimes } from '../floods/turn';
import { program } from '../support/program';

interface CrashDuelOptions extends TurnTimes {
  readonly flood: FloodName;
  readonly turns: number;
}

program(async (options: CrashDuelOptions) => {
  const flood = floodNamed(options.flood);
  const plain = await startOurs(flood);
  await hold(plain);
  const watched = await startOurs(flood, { findCrashes: true });
  await hold(watched);
  const sides = [
    ['plain', plain],
    ['watched', watched],
  ] as const;
  try {
    const turns: Partial<Record<'plain' | 'watched', FloodResult>>[] = [];
    for (let turn = 0; turn < options.turns; turn++) {
      const results: (typeof turns)[number] = {};
      // Nobody is always first.
      for (const [side, subject] of turn % 2 === 0 ? sides : sides.toReversed())
        results[side] = await takeTurn(subject, options);
      turns.push(results);
    }
    return { turns };
  } finally {
    for (const { qemu } of [plain, watched]) process.kill(qemu, 'SIGCONT');
    await Promise.all([plain.stop(), watched.stop()]);
  }
});
