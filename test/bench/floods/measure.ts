import { cpuOf, ownCpu } from '../support/cpu';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';
import type { FloodName } from './floods';

export interface FloodOptions {
  readonly flood: FloodName;
  /** Left out at the beginning, and measured after that, in milliseconds. */
  readonly warmMs: number;
  readonly windowMs: number;
}

export interface FloodResult {
  readonly bytesPerSecond: number;
  /** CPU seconds that receiving cost, per MB (10^6 bytes): our process with all threads, and its helpers. */
  readonly cpuPerMb: number;
  /** What QEMU itself used, in cores. */
  readonly qemuCores: number;
}

export interface FloodSubject {
  /** How many bytes have arrived where this road wants them. */
  readonly received: () => number;
  readonly qemu: number;
  /** Processes that receive for us. */
  readonly helpers?: readonly number[];
}

/** A flood that somebody has started, and has to stop. */
export interface RunningFlood extends FloodSubject {
  stop(): Promise<void>;
}

/** One window of a flood that has begun. */
export async function measureFlood(options: FloodOptions, subject: FloodSubject): Promise<FloodResult> {
  const first = subject.received();
  await until('the flood', () => subject.received() > first + 1000);
  await sleep(options.warmMs);
  return await measureWindow(subject, options.windowMs);
}

/** A window of a flood that goes on. @param windowMs Milliseconds. */
export async function measureWindow(subject: FloodSubject, windowMs: number): Promise<FloodResult> {
  const begin = look(subject);
  await sleep(windowMs);
  const end = look(subject);
  const seconds = (end.at - begin.at) / 1000;
  const bytes = end.bytes - begin.bytes;
  return {
    bytesPerSecond: bytes / seconds,
    cpuPerMb: (end.cpu - begin.cpu) / (bytes / 1e6),
    qemuCores: (end.qemu - begin.qemu) / seconds,
  };
}

function look({ received, qemu, helpers = [] }: FloodSubject) {
  const helped = helpers.reduce((sum, pid) => sum + cpuOf(pid), 0);
  return { at: performance.now(), bytes: received(), cpu: ownCpu() + helped, qemu: cpuOf(qemu) };
}
