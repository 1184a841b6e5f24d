import { messageOf } from '../../src/concurrency/messageOf';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { node, output, root, toolEnvironment } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import type { Results } from './results';

/** A stage that hangs is ended after this and counts as failed, in milliseconds. */
const STAGE_LIMIT_MS = 3_000_000;

interface Stage {
  readonly name: string;
  readonly seconds: string;
  readonly failed: boolean;
  readonly results: Results | undefined;
}

/**
 * Runs the stages of `npm test` one after another, each with a heading and its duration, and adds up the tests.
 * A stage that fails without a failed test (a crash, a lint error) counts as one that failed.
 */
export class Stages {
  private readonly stages: Stage[] = [];
  private readonly counts = { passes: 0, failures: 0, pending: 0 };

  constructor(
    private readonly signal: AbortSignal,
    /** Shows what a stage prints when the stage is over, since others print meanwhile. */
    private readonly inOnePiece = false,
  ) {}

  /** Runs stages beside those that are run on this, and adds them up with them. */
  async beside(run: (stages: Stages) => Promise<void>): Promise<void> {
    const others = new Stages(this.signal, true);
    await run(others);
    this.stages.push(...others.stages);
    for (const key of ['passes', 'failures', 'pending'] as const) this.counts[key] += others.counts[key];
  }

  /** Something of our own. @returns whether it succeeded. */
  async step(name: string, body: () => Promise<unknown>): Promise<boolean> {
    const started = this.begin(name);
    const failed = await this.failed(body);
    if (failed) this.counts.failures++;
    this.note(name, started, failed);
    return !failed;
  }

  /** A program, run with our Node. */
  async script(name: string, file: string, args: readonly string[] = []): Promise<void> {
    await this.step(name, () => this.node(name, [file, ...args]));
  }

  /** A program that runs mocha and writes its numbers to the file that the environment names. */
  async suite(name: string, file: string, args: readonly string[] = []): Promise<void> {
    const started = this.begin(name);
    const path = fileOf(name, 'json');
    await mkdir(output, { recursive: true });
    await rm(path, { force: true });
    const environment = { QEMU_SERIAL_DEBUG_RESULTS: path };
    const failed = await this.failed(() => this.node(name, [file, ...args], environment));
    const results = await readResults(path);
    for (const key of ['passes', 'failures', 'pending'] as const) this.counts[key] += results?.[key] ?? 0;
    // It crashed, was killed, or complains of something outside of any test.
    if (!results || (failed && results.failures === 0)) this.counts.failures++;
    this.note(name, started, failed || !results || results.failures > 0, results);
  }

  /** Prints the table and, as the very last line, the sum. @returns the exit code. */
  finish(): number {
    console.log('');
    for (const { name, seconds, failed, results } of this.stages) {
      const tests = results
        ? `${results.passes} passed, ${results.failures} failed, ${results.pending} skipped`
        : '';
      console.log(`${failed ? 'FAILED' : 'ok    '} ${name.padEnd(24)} ${seconds.padStart(7)} s  ${tests}`);
    }
    for (const { name, results } of this.stages) {
      for (const failure of results?.failed ?? []) console.log(`\n${name}: ${failure}`);
    }
    const { passes, failures, pending } = this.counts;
    console.log(`\n${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    return failures > 0 || passes === 0 ? 1 : 0;
  }

  private async failed(body: () => Promise<unknown>): Promise<boolean> {
    try {
      await body();
      return false;
    } catch (error) {
      this.signal.throwIfAborted();
      console.error(messageOf(error));
      return true;
    }
  }

  private async node(
    name: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<void> {
    const env = toolEnvironment(environment);
    const options = { cwd: root, env, signal: this.signal, timeoutMs: STAGE_LIMIT_MS };
    if (!this.inOnePiece) {
      await run(node, args, options);
      return;
    }
    await mkdir(output, { recursive: true });
    const path = fileOf(name, 'log');
    const file = await open(path, 'w');
    try {
      await run(node, args, { ...options, stdio: ['ignore', file.fd, file.fd] });
    } finally {
      await file.close();
      console.log(`\n── ${name} ──\n${await readFile(path, 'utf8')}`);
    }
  }

  private begin(name: string): number {
    if (!this.inOnePiece) console.log(`\n── ${name} ──`);
    return Date.now();
  }

  private note(name: string, started: number, failed: boolean, results?: Results): void {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    this.stages.push({ name, seconds, failed, results });
    console.log(`── ${name}: ${failed ? 'FAILED' : 'ok'}, ${seconds} s`);
  }
}

function fileOf(stage: string, ending: string): string {
  return join(output, `results-${stage.replace(/\W+/g, '-')}.${ending}`);
}

async function readResults(file: string): Promise<Results | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}
