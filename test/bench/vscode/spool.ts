import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outside } from './bridge';
import { loopDelay, type LoopDelay } from './eventLoop';
import type { Guest } from './guest';

export interface SpoolInWindow {
  readonly loop: LoopDelay;
  readonly bytesPerSecond: number;
  readonly ctrlCMs: number;
  readonly currentMs: number;
  readonly longestTaskMs: number;
  readonly longTasksMs: number;
  readonly memory: Record<string, number>;
}

const BYTES_PER_SECOND = 550e6;
const WARM_MS = 1000;
const LAST = '\r\nthe spool flood is over\r\n';
/** Room for what the guest itself says meanwhile, before what is written from outside. */
const ROOM_BYTES = 65_536;
const SCRATCH_BYTES = 256 << 20;

/**
 * Fills the spool of COM2, which echoes, faster than any device of QEMU can. QEMU goes on writing at its own offset,
 * so the guest's echo of Ctrl-C shows there.
 */
export async function measureSpool(guest: Guest, seconds: number): Promise<SpoolInWindow> {
  await guest.show('second');
  const file = spoolOf('ser1.out');
  const echoAt = statSync(file).size;
  const over = outside.spoolFlood({
    file,
    echoAt,
    from: echoAt + ROOM_BYTES,
    seconds: WARM_MS / 1000 + seconds + 1,
    bytesPerSecond: BYTES_PER_SECOND,
    last: LAST,
  });
  await sleep(WARM_MS);
  await outside.longTasks();
  const loop = await loopDelay('spool', seconds);
  const tasks = await outside.longTasks();
  const memory = await outside.memory();
  const pressed = await outside.pressAt('Control+C');
  const shown = outside.shownAt('the spool flood is over');
  const result = await over;
  return {
    loop,
    bytesPerSecond: result.bytesPerSecond,
    ctrlCMs: (result.echoAt ?? NaN) - pressed,
    currentMs: Math.max(0, (await shown) - result.endedAt),
    longestTaskMs: tasks.longestMs,
    longTasksMs: tasks.totalMs,
    memory,
  };
}

/** The same writer on a file that nobody reads: what it alone does to the extension host's event loop. */
export async function measureWriter(seconds: number): Promise<LoopDelay> {
  const file = join(tmpdir(), 'scratch');
  writeFileSync(file, '');
  const over = outside.spoolFlood({
    file,
    echoAt: 2 * SCRATCH_BYTES,
    from: 0,
    wrapBytes: SCRATCH_BYTES,
    seconds: WARM_MS / 1000 + seconds,
    bytesPerSecond: BYTES_PER_SECOND,
    last: '',
  });
  await sleep(WARM_MS);
  const loop = await loopDelay('writer', seconds);
  await over;
  rmSync(file);
  return loop;
}

/** The one machine's file; everything of this window is below its own temporary directory. */
function spoolOf(name: string): string {
  const found = readdirSync(tmpdir(), { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(name),
  );
  if (found === undefined) throw new Error(`there is no ${name} in ${tmpdir()}`);
  return join(tmpdir(), found);
}
