import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';
import { type FloodResult, type FloodSubject, measureWindow } from './measure';

/** Of each turn: left out at its beginning, and measured after that, in milliseconds. */
export interface TurnTimes {
  readonly settleMs: number;
  readonly windowMs: number;
}

/** Waits until it floods, and holds it by SIGSTOP. */
export async function hold(subject: FloodSubject): Promise<void> {
  await until('the flood', () => subject.received() > 1000);
  process.kill(subject.qemu, 'SIGSTOP');
}

/** Lets one that is held flood for a while. */
export async function takeTurn(
  subject: FloodSubject,
  { settleMs, windowMs }: TurnTimes,
): Promise<FloodResult> {
  process.kill(subject.qemu, 'SIGCONT');
  await sleep(settleMs);
  const result = await measureWindow(subject, windowMs);
  process.kill(subject.qemu, 'SIGSTOP');
  return result;
}
