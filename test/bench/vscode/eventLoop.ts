import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** A folder for CPU profiles of this extension host, where they are wanted (`npm run bench -- --profile`). */
const PROFILES = process.env['QEMU_SERIAL_DEBUG_PROFILES'];

/**
 * How late the event loop of this extension host is, in milliseconds, sampled each millisecond for a while.
 * @param phase The name of its CPU profile.
 */
export async function loopDelay(phase: string, seconds: number): Promise<LoopDelay> {
  const profile = PROFILES === undefined ? undefined : await startProfile();
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await sleep(seconds * 1000);
  histogram.disable();
  if (PROFILES !== undefined) await profile?.(join(PROFILES, `${phase}.cpuprofile`));
  const ms = (nanoseconds: number): number => nanoseconds / 1e6;
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}

async function startProfile(): Promise<(path: string) => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async (path) => {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(path, JSON.stringify(profile));
    session.disconnect();
  };
}
