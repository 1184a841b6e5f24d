import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { outside } from './bridge';
import { loopDelay, type LoopDelay } from './eventLoop';
import type { Guest } from './guest';

export interface FloodInWindow {
  readonly loop: LoopDelay;
  /** The same in the first seconds, when the terminal shows everything. */
  readonly first: LoopDelay;
  /** The same while the guest floods on and the terminal is given nothing: what others on the computer cost. */
  readonly unseen: LoopDelay;
  readonly bytesPerSecond: number;
  /** From the key on the page to the guest's answer in the spool. */
  readonly ctrlCMs: number;
  /** From the guest's last byte to the same on the screen. */
  readonly currentMs: number;
  /** From the key on the page until the guest's answer is to be seen. */
  readonly answerMs: number;
  readonly longestTaskMs: number;
  readonly longTasksMs: number;
  readonly memory: Record<string, number>;
}

/** Until the flood runs, and then until it is one that lasts for our terminal (4 MB); in milliseconds. */
const BEGIN_MS = 300;
const FIRST_SECONDS = 1.5;
const LASTS_MS = 3000;

/** The guest floods the port whose terminal is in front, and is stopped with Ctrl-C there. */
export async function measureFlood(guest: Guest, seconds: number): Promise<FloodInWindow> {
  const { console: port } = guest;
  await guest.show('console');
  await outside.type('flood 0');
  const first = await port.waitFor('0000000000 ABC');
  const begin = Date.now();
  await sleep(BEGIN_MS);
  const early = await loopDelay('flood, first seconds', FIRST_SECONDS);
  await sleep(LASTS_MS);
  await outside.longTasks();
  const loop = await loopDelay('flood', seconds);
  const tasks = await outside.longTasks();
  const memory = await outside.memory();
  await vscode.commands.executeCommand('qemu.pauseOutput', guest.machine.id, 'console');
  const unseen = await loopDelay('flood, unseen', seconds);
  await vscode.commands.executeCommand('qemu.resumeOutput', guest.machine.id, 'console');
  // What was saved up meanwhile is shown at once; the key is pressed in a flood that lasts, again.
  await sleep(LASTS_MS);
  const ended = port.waitFor(/flood: (\d+) bytes in .*\r\n> /, { from: first.end });
  const shown = outside.shownAt('flood: ');
  const pressed = await outside.pressAt('Control+C');
  const { groups } = await ended;
  const stopped = Date.now();
  const current = await shown;
  return {
    loop,
    first: early,
    unseen,
    bytesPerSecond: Number(groups[0]) / ((stopped - begin) / 1000),
    ctrlCMs: stopped - pressed,
    currentMs: Math.max(0, current - stopped),
    answerMs: current - pressed,
    longestTaskMs: tasks.longestMs,
    longTasksMs: tasks.totalMs,
    memory,
  };
}
