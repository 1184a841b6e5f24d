import { setTimeout as sleep } from 'node:timers/promises';
import { outside } from './bridge';
import { loopDelay, type LoopDelay } from './eventLoop';
import type { Guest } from './guest';

export interface FloodInWindow {
  readonly loop: LoopDelay;
  readonly bytesPerSecond: number;
  /** From the key on the page to the guest's answer in the spool. */
  readonly ctrlCMs: number;
  /** From the guest's last byte to the same on the screen. */
  readonly currentMs: number;
  readonly longestTaskMs: number;
  readonly longTasksMs: number;
  readonly memory: Record<string, number>;
}

const WARM_MS = 1000;

/** The guest floods the port whose terminal is in front, and is stopped with Ctrl-C there. */
export async function measureFlood(guest: Guest, seconds: number): Promise<FloodInWindow> {
  const { console: port } = guest;
  await guest.show('console');
  await outside.type('flood 0');
  const first = await port.waitFor('0000000000 ABC');
  const begin = Date.now();
  await sleep(WARM_MS);
  await outside.longTasks();
  const loop = await loopDelay('flood', seconds);
  const tasks = await outside.longTasks();
  const memory = await outside.memory();
  const ended = port.waitFor(/flood: (\d+) bytes in .*\r\n> /, { from: first.end });
  const shown = outside.shownAt('flood: ');
  const pressed = await outside.pressAt('Control+C');
  const { groups } = await ended;
  const stopped = Date.now();
  const current = await shown;
  return {
    loop,
    bytesPerSecond: Number(groups[0]) / ((stopped - begin) / 1000),
    ctrlCMs: stopped - pressed,
    currentMs: Math.max(0, current - stopped),
    longestTaskMs: tasks.longestMs,
    longTasksMs: tasks.totalMs,
    memory,
  };
}
