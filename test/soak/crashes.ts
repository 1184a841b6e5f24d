/**
 * Millions of hostile lines through all recognisers of crashes: true reports that are mixed, cut, repeated and
 * stretched. Nothing may be thrown, no log may take long, and what is found lies within its log. A failure names the
 * seed that gives it again.
 */
import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCrashes } from '../../src/crash/readText';
import { cpuTime } from '../support/cpuTime';
import { HostileLogs } from '../support/crash/hostileLogs';
import { part } from './part';

/** Logs of one seed. */
const ROUND = 2000;
/** For one log, in milliseconds of processor time: a thousand times what it takes. */
const LOG_LIMIT_MS = 4000;
const LINE_FEED = 0x0a;

part('crashes', async (_tasks, { lasts, look }) => {
  let [logs, lines, reports, slowest] = [0, 0, 0, 0];
  while (lasts()) {
    const seed = randomInt(1, 2 ** 31);
    const hostile = await HostileLogs.of(seed);
    for (let n = 0; n < ROUND; n++) {
      const log = hostile.next();
      const begin = cpuTime();
      reports += reportsIn(log, `log ${n} of seed ${seed}`);
      const took = cpuTime() - begin;
      if (took > LOG_LIMIT_MS) throw new Error(`log ${n} of seed ${seed} took ${took} ms`);
      slowest = Math.max(slowest, took);
      lines += linesOf(log);
    }
    logs += ROUND;
    look();
    await nextTurn();
  }
  return { logs, lines, reports, 'slowest log': `${slowest.toFixed(0)} ms` };
});

function reportsIn(log: Buffer, name: string): number {
  try {
    const reports = readCrashes(log);
    const stray = reports.find(({ start, end }) => start < 0 || start >= end || end > log.length);
    if (stray) throw new Error(`${stray.title} lies at ${stray.start}–${stray.end} of ${log.length}`);
    return reports.length;
  } catch (error) {
    throw new Error(name, { cause: error });
  }
}

function linesOf(log: Buffer): number {
  let lines = 1;
  for (let at = log.indexOf(LINE_FEED); at !== -1; at = log.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}
