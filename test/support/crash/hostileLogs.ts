import { join } from 'node:path';
import { LONGEST_LINE } from '../../../src/crash/console/consoleLine';
import { readCorpus } from './labelledLog';
import { random } from '../random';

const SAMPLES = join(__dirname, '../../crash/samples');

/** Makes hostile logs of true ones: mixed, cut, repeated, stretched, with bytes that are no text. */
export class HostileLogs {
  private constructor(
    private readonly lines: readonly (readonly string[])[],
    private readonly numbers: () => number,
  ) {}

  /** Of the samples. The same seed gives the same logs. */
  static async of(seed: number): Promise<HostileLogs> {
    const logs = await readCorpus(SAMPLES, undefined);
    const lines = logs.map(({ log }) => log.toString('latin1').split('\n'));
    return new HostileLogs(lines, random(seed));
  }

  /** The next one. */
  next(): Buffer {
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
    return Math.floor(this.numbers() * limit);
  }
}
