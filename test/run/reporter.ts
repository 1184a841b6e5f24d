/** Mocha's spec reporter, which also writes the run's numbers to a file: nothing parses what is meant for people. */
import { writeFileSync } from 'node:fs';
import mocha, { type MochaOptions, type Runner } from 'mocha';
import { resultsOf } from './results';

export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const file = process.env['QEMU_SERIAL_DEBUG_RESULTS'];
    if (file === undefined) return;
    runner.once('end', () => {
      if (runner.stats) writeFileSync(file, JSON.stringify(resultsOf(runner.stats, this.failures)));
    });
  }
}
