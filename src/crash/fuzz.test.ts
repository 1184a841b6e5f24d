import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readCorpus } from '../../test/run/corpus/labelledLog';
import { LONGEST_LINE } from './console/consoleLine';
import { readCrashes } from './readText';

const SAMPLES = join(__dirname, '../../test/crash/samples');
/** More by the environment, for a night: a quick look is part of every run. */
const INPUTS = Number(process.env['CRASH_FUZZ_INPUTS'] ?? 1500);
const SEED = Number(process.env['CRASH_FUZZ_SEED'] ?? 1);
/** Longest time for one input, in milliseconds of processor time; ordinary ones take less than one. */
const LONGEST_MS = 400;

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

/** Makes hostile logs of true ones: mixed, cut, repeated, stretched, with bytes that are no text. */
class Mutator {
  private readonly numbers = randomNumbers(SEED);

  constructor(private readonly lines: readonly (readonly string[])[]) {}

  log(): Buffer {
    const [some, others] = [this.pick(this.lines), this.pick(this.lines)];
    const mixed = some.flatMap((line) =>
      this.below(4) === 0 ? [this.line(line), this.pick(others)] : [this.line(line)],
    );
    const from = this.below(mixed.length);
    const cut = this.below(2) === 0 ? mixed : [...mixed.slice(from), ...mixed];
    return Buffer.from(
      cut.join(this.below(8) === 0 ? '\r\r\n' : '\n'),
      this.below(8) === 0 ? 'latin1' : 'utf8',
    );
  }

  private line(line: string): string {
    const at = this.below(line.length + 1);
    const piece = line.slice(at, at + 1 + this.below(12));
    switch (this.below(12)) {
      case 0:
        return line.slice(0, at);
      case 1:
        return line.slice(0, at) + piece.repeat(1 + this.below(LONGEST_LINE)) + line.slice(at);
      case 2:
        return line.slice(0, at) + String.fromCharCode(this.below(0x300)) + line.slice(at + 1);
      case 3:
        return line + line.slice(at);
      case 4:
        return line.replace(/\d+/g, '9'.repeat(1 + this.below(40)));
      default:
        return line;
    }
  }

  private pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)]!;
  }

  private below(limit: number): number {
    return Math.floor(this.numbers.next().value * limit);
  }
}

describe('Crash engine under hostile input', () => {
  it('the crash engine throws nothing, ends soon and keeps reports within the text, whatever the guest prints', async () => {
    const logs = await readCorpus(SAMPLES, undefined);
    const mutator = new Mutator(logs.map(({ log }) => log.toString('latin1').split('\n')));
    for (let input = 0; input < INPUTS; input++) {
      const log = mutator.log();
      const begun = process.cpuUsage();
      const reports = readCrashes(log);
      const { user, system } = process.cpuUsage(begun);
      const tookMs = (user + system) / 1000;
      assert.ok(
        tookMs < LONGEST_MS,
        `input ${input} of seed ${SEED} (${log.length} bytes) took ${tookMs} ms`,
      );
      for (const { start, end, title, frames } of reports) {
        assert.ok(
          start >= 0 && start < end && end <= log.length,
          `${title}: ${start}–${end} of ${log.length}`,
        );
        assert.ok(title.length <= 120, title);
        for (const frame of frames) assert.ok(frame.start >= 0 && frame.end <= log.length, frame.raw);
      }
    }
  });

  it('the crash engine takes time in proportion to the text', () => {
    const unit = '[   10.000000] WARNING: CPU: 0 PID: 1 at a/b.c:1 f+0x1/0x2\n[   10.000000]  g+0x1/0x2\n';
    const took = [200, 3200].map((times) => {
      const text = Buffer.from(unit.repeat(times));
      readCrashes(text);
      const begun = process.cpuUsage();
      readCrashes(text);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    });
    // Sixteen times the text: a square would take 256 times as long.
    assert.ok(took[1]! < 80 * Math.max(took[0]!, 2000), `${took[0]} µs, then ${took[1]} µs`);
  });
});
