/** The product's road, and what it costs. */
import { floodNamed } from '../floods/floods';
import { measureFlood, type FloodOptions } from '../floods/measure';
import { startOurs } from '../floods/ours';
import { program } from '../support/program';

program(async (options: FloodOptions) => {
  const ours = await startOurs(floodNamed(options.flood));
  try {
    const result = await measureFlood(options, ours);
    const { questions, characters } = ours.terminal;
    return {
      ...result,
      shown: characters,
      questions,
      skipped: ours.counters().skipped,
      logged: ours.room.logged,
    };
  } finally {
    await ours.stop();
  }
});
