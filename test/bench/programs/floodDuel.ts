/**
 * The product against QEMU's own `-serial file:`, by turns within one run: all machines flood, and all but one are
 * held by SIGSTOP. Turns of less than a second follow each other so closely that a computer whose speed changes changes
 * it for all of them, and the machine whose turn it is has a processor to itself. The limit takes part twice: how it does against itself is what the measurement is worth.
 */
import { floodNamed, type FloodName } from '../floods/floods';
import { startLimit } from '../floods/limit';
import { startOurs } from '../floods/ours';
import type { FloodSubject } from '../floods/measure';
import { giveProcessor } from '../support/processors';
import { program } from '../support/program';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';

interface DuelOptions {
  readonly flood: FloodName;
  readonly turns: number;
  /** Of each turn: left out at its beginning, and measured after that, in milliseconds. */
  readonly settleMs: number;
  readonly windowMs: number;
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
      for (const [side, subject] of sides) rates[side] = await measure(subject, options);
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

/** Waits until it floods, and holds it. */
async function hold(subject: FloodSubject): Promise<void> {
  await until('the flood', () => subject.received() > 1000);
  process.kill(subject.qemu, 'SIGSTOP');
}

/** @returns bytes a second. */
async function measure(subject: FloodSubject, { settleMs, windowMs }: DuelOptions): Promise<number> {
  process.kill(subject.qemu, 'SIGCONT');
  await sleep(settleMs);
  const begin = { at: performance.now(), bytes: subject.received() };
  await sleep(windowMs);
  const bytes = subject.received() - begin.bytes;
  const seconds = (performance.now() - begin.at) / 1000;
  process.kill(subject.qemu, 'SIGSTOP');
  return bytes / seconds;
}
