/**
 * Looks for what costs a terminal more than the filter thinks: `npx tsx test/soak/terminalCost.ts --count 10000000`.
 * Sequences are generated, filtered and shown; the time is held against the estimate, in terms of ordinary text.
 * Ends with 1 if anything costs more than `MOST` times its estimate. A seed gives the same sequences again.
 */
import { parseArgs } from 'node:util';
import { measure, ordinaryCharacter } from '../support/serial/costMeasure';
import { SequenceGenerator } from '../support/serial/sequenceGenerator';

const PER_PROGRAM = 200;
/** How many times its estimate anything may cost. */
const MOST = 4;
const KEPT = 20;
const RUNS = 9;
const WARMING = 300;
/** Shorter times are not measured but guessed, in milliseconds. */
const MEASURABLE_MS = 0.2;
const REPORT_MS = 60_000;

interface Found {
  readonly seed: number;
  readonly ratio: number;
  readonly text: string;
}

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
let unit = ordinaryCharacter(50);
let slowest: Found[] = [];

function ratioOf(text: string, runs: number): number {
  const { estimated, ms } = measure(text, runs);
  return ms < MEASURABLE_MS ? 0 : ms / (estimated * unit);
}

function consider(seed: number, text: string): void {
  const least = slowest[KEPT - 1]?.ratio ?? 0;
  // A first look may be disturbed, and is never too low.
  if (ratioOf(text, 1) <= least) return;
  const ratio = ratioOf(text, RUNS);
  slowest = [...slowest, { seed, ratio, text }].sort((a, b) => b.ratio - a.ratio).slice(0, KEPT);
}

function report(done: number): void {
  console.log(`${done} sequences; what cost most, in terms of its estimate:`);
  for (const { seed, ratio, text } of slowest.slice(0, 10))
    console.log(`  ${ratio.toFixed(2)}  seed ${seed}  ${JSON.stringify(text.slice(0, 100))}`);
}

// What runs for the first time is slow.
for (let seed = 0; seed < WARMING; seed++) measure(new SequenceGenerator(seed).program(PER_PROGRAM));
unit = Math.min(unit, ordinaryCharacter(50));
let reported = performance.now();
for (let done = 0, seed = Number(values.seed); done < count; done += PER_PROGRAM, seed++) {
  if (seed % 1000 === 0) unit = Math.min(unit, ordinaryCharacter(5));
  consider(seed, new SequenceGenerator(seed).program(PER_PROGRAM));
  if (performance.now() - reported < REPORT_MS) continue;
  report(done);
  reported = performance.now();
}
report(count);
process.exitCode = slowest.some(({ ratio }) => ratio > MOST) ? 1 : 0;
