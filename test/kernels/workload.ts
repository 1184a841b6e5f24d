import assert from 'node:assert/strict';

/** GDB commands that one request may make: those that fit into its time, however fast the computer is. */
const MOST_COMMANDS = 1500;

/** Measures what requests cost: commands for GDB, which are bounded, and time, which is for a person to read. */
export class Workload {
  private readonly lines: string[] = [];

  /** @param commands How many commands GDB has been given so far. */
  constructor(private readonly commands: () => number) {}

  /** Does something and notes what it cost. @throws when it gave GDB more commands than one request may. */
  async of<T>(what: string, work: () => Promise<T>): Promise<T> {
    const [time, before] = [performance.now(), this.commands()];
    const result = await work();
    const given = this.commands() - before;
    this.lines.push(`${what}: ${(performance.now() - time).toFixed(0)} ms, ${given} GDB commands`);
    assert.ok(given <= MOST_COMMANDS, `${what}: ${given} GDB commands`);
    return result;
  }

  /** A line for each. */
  get report(): string {
    return this.lines.map((line) => `      ${line}`).join('\n');
  }
}
