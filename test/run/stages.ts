import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { node, output, root, toolEnvironment } from './paths.mjs';
import { run } from './run.mjs';
import { Interrupted } from './scope.mjs';

/** A suite that hangs is ended after this and counts as failed, in ms. */
const STAGE_LIMIT_MS = 1_200_000;

/**
 * Runs the stages of `npm test` one after another, each with a heading and its duration, and adds up the tests.
 * A stage that fails without a failed test (a crash, a lint error) counts as one that failed.
 */
export class Stages {
  #results = [];
  #counts = { passes: 0, failures: 0, pending: 0 };

  constructor(signal) {
    this.signal = signal;
  }

  /** Something of our own. */
  async step(name, body) {
    const started = Date.now();
    console.log(`\n── ${name} ──`);
    const error = await body().then(
      () => undefined,
      (reason) => reason,
    );
    if (error instanceof Interrupted || this.signal.aborted) throw error;
    if (error) console.error(error.message);
    this.#note(name, started, Boolean(error));
    if (error) this.#counts.failures++;
    return !error;
  }

  /** A program, run with our Node. */
  script(name, file, args = []) {
    return this.step(name, () => this.#node([file, ...args]));
  }

  /** A program that runs mocha and writes its numbers to the file that the environment names. */
  async suite(name, file, args = []) {
    const started = Date.now();
    console.log(`\n── ${name} ──`);
    const results = join(output, `results-${name.replace(/\W+/g, '-')}.json`);
    await mkdir(output, { recursive: true });
    await rm(results, { force: true });
    const failed = await this.#node([file, ...args], { QEMU_SERIAL_DEBUG_RESULTS: results }).then(
      () => false,
      (error) => (console.error(error.message), true),
    );
    this.signal.throwIfAborted();
    const counts = await readCounts(results);
    this.#add(counts, failed);
    this.#note(name, started, failed || !counts || counts.failures > 0, counts);
  }

  #node(args, extra) {
    const options = {
      cwd: root,
      env: toolEnvironment(extra),
      signal: this.signal,
      timeoutMs: STAGE_LIMIT_MS,
    };
    return run(node, args, options);
  }

  #add(counts, failed) {
    for (const key of ['passes', 'failures', 'pending']) this.#counts[key] += counts?.[key] ?? 0;
    // It crashed, was killed, or complains of something outside of any test.
    if (!counts || (failed && counts.failures === 0)) this.#counts.failures++;
  }

  #note(name, started, failed, counts) {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    this.#results.push({ name, seconds, failed, counts });
    console.log(`── ${name}: ${failed ? 'FAILED' : 'ok'}, ${seconds} s`);
  }

  /** Prints the table and, as the very last line, the sum. @returns the exit code. */
  finish() {
    console.log('');
    for (const { name, seconds, failed, counts } of this.#results) {
      const tests = counts
        ? `${counts.passes} passed, ${counts.failures} failed, ${counts.pending} skipped`
        : '';
      console.log(`${failed ? 'FAILED' : 'ok    '} ${name.padEnd(24)} ${seconds.padStart(7)} s  ${tests}`);
    }
    for (const { name, counts } of this.#results) {
      for (const failure of counts?.failed ?? []) console.log(`\n${name}: ${failure}`);
    }
    const { passes, failures, pending } = this.#counts;
    console.log(`\n${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    return failures > 0 || passes === 0 ? 1 : 0;
  }
}

async function readCounts(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
