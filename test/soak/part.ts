import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { command } from '../support/command';
import { residentBytes } from '../bench/support/cpu';

/** Until then code is compiled and caches are filled: what is held now is what later looks are compared with. */
const WARM_SHARE = 0.25;

/** What a process may hold more at the end than after its warm-up. */
const HEAP_GROWTH_BYTES = 16e6;
const RESIDENT_GROWTH_BYTES = 48e6;
/**
 * And for each worker thread: V8 lets a heap grow for minutes before it collects all of it. Eight serial workers used 150 to
 * 208 MB by turns; what one of them held after a collection stayed at 17 to 18.
 */
const THREAD_GROWTH_BYTES = 12e6;
const FILES_GROWTH = 8;

export type Figures = Readonly<Record<string, number | string>>;

export interface Shift {
  /** How many of its rounds are asked for. */
  readonly count: number;
  /** How many there have to be, however long they take. */
  readonly least: number;
  /** The same seed gives the same rounds again. */
  readonly seed: number;
  /** False when it is time to end. */
  readonly lasts: () => boolean;
  /** Called between rounds: looks at what the process holds. */
  readonly look: () => void;
}

interface Held {
  readonly heap: number;
  readonly resident: number;
  readonly files: number;
}

/**
 * A program of the soak: runs for the time that it is given, prints its figures, fails if memory or files grow.
 * Started by itself it takes `--minutes N`, and `--count N`, `--least N` and `--seed N` if chance has a part in it.
 * @param threads How many worker threads it has all the time.
 */
export function part(
  name: string,
  body: (tasks: TaskGroup, shift: Shift) => Promise<Figures>,
  { threads = 0 }: { readonly threads?: number } = {},
): void {
  command(name, async (tasks) => {
    const { wholeMs, count, least, seed } = flags();
    const begin = performance.now();
    const elapsed = (): number => performance.now() - begin;
    let warm: Held | undefined;
    let late: Held | undefined;
    const look = (): void => {
      if (elapsed() < wholeMs * WARM_SHARE) return;
      late = held();
      warm ??= late;
    };
    const figures = await body(tasks, { count, least, seed, lasts: () => elapsed() < wholeMs, look });
    const memory = warm && late ? growth(warm, late) : {};
    console.log(`${name}: ${text({ minutes: (elapsed() / 60_000).toFixed(1), ...figures, ...memory })}`);
    if (warm && late) mustBeFlat(warm, late, RESIDENT_GROWTH_BYTES + threads * THREAD_GROWTH_BYTES);
    return 0;
  });
}

/** One minute, or as long as the rounds take that are asked for. */
function flags(): { wholeMs: number; count: number; least: number; seed: number } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { minutes: text, count: text, least: text, seed: text } });
  const { minutes = values.count === undefined ? '1' : 'Infinity', count = 'Infinity', least = '0' } = values;
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  return {
    wholeMs: Number(minutes) * 60_000,
    count: Number(count),
    least: Number(least),
    seed: Number(seed),
  };
}

/** After a full collection, so that what remains is what is held. Needs `--expose-gc`. */
function held(): Held {
  globalThis.gc?.();
  // The memory of array buffers is given back behind a collection: 70 MB of terminals that are gone are counted after
  // the first, and none after the second (V8 of Node 24).
  globalThis.gc?.();
  return {
    heap: process.memoryUsage().heapUsed + process.memoryUsage().external,
    resident: residentBytes(process.pid),
    files: readdirSync('/proc/self/fd').length,
  };
}

function growth(warm: Held, late: Held): Figures {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return {
    heap: `${megabytes(warm.heap)} → ${megabytes(late.heap)}`,
    resident: `${megabytes(warm.resident)} → ${megabytes(late.resident)}`,
    files: `${warm.files} → ${late.files}`,
  };
}

function mustBeFlat(warm: Held, late: Held, residentGrowthBytes: number): void {
  const grown = [
    late.heap - warm.heap > HEAP_GROWTH_BYTES && 'heap',
    late.resident - warm.resident > residentGrowthBytes && 'resident memory',
    late.files - warm.files > FILES_GROWTH && 'open files',
  ].filter((what) => what !== false);
  if (grown.length > 0) throw new Error(`not flat: ${grown.join(', ')}`);
}

function text(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
