/**
 * The product against QEMU's own `-serial file:`, by turns within one run: all machines flood, and all but one are
 * held by SIGSTOP. Turns of less than a second follow each other so closely that a computer whose speed changes changes
 * it for all of them, and the machine whose turn it is has a processor to itself. The limit takes part twice: how it does against itself is what the measurement is worth.
 */
import { floodNamed, type FloodName } from '../floods/floods';
import { startLimit } from '../floods/limit';
import { startOurs } from '../floods/ours';
import type { FloodSubject } from '../floods/measure';
import { hold, takeTurn, type TurnTimes } from '../floods/turn';
import { giveProcessor } from '../support/processors';
import { program } from '../support/program';

interface DuelOptions extends TurnTimes {
  readonly flood: FloodName;
  readonly turns: number;
}

type Side = 'limit' | 'ours' | 'again';

program(async (options: DuelOptions) => {
  const flood = floodNamed(options.flood);
  const ours = await startOurs(flood);
  await hold(ours);
  const [limit, again] = [await startLimit(flood), await startLimit(flood)];
  try {
    await Promise.all([hold(limit), hold(again)]);
    const sides: [Side, FloodSubject][] = [
      ['limit', limit],
      ['ours', ours],
      ['again', again],
    ];
    giveProcessor(sides.map(([, { qemu }]) => qemu));
    const turns: Record<Side, number>[] = [];
    for (let turn = 0; turn < options.turns; turn++) {
      const rates = { limit: 0, ours: 0, again: 0 };
      for (const [side, subject] of sides) rates[side] = (await takeTurn(subject, options)).bytesPerSecond;
      turns.push(rates);
      // Nobody is always first: what comes later in a turn meets a later moment of the computer.
      sides.reverse();
    }
    return { turns };
  } finally {
    for (const { qemu } of [limit, ours, again]) process.kill(qemu, 'SIGCONT');
    await Promise.all([limit.stop(), ours.stop(), again.stop()]);
  }
});
