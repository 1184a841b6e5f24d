/** Mocha's spec reporter, which also writes the run's numbers to a file: no parsing of what is meant for people. */
import { writeFileSync } from 'node:fs';
import mocha from 'mocha';
import { resultsOf } from './results.mjs';

export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.QEMU_SERIAL_DEBUG_RESULTS;
    if (file)
      runner.once('end', () => writeFileSync(file, JSON.stringify(resultsOf(runner.stats, this.failures))));
  }
}
