import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundle } from './bundle';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

/** Bundles the command with all that it starts. @returns the folder. */
export async function commandPrograms(): Promise<string> {
  return await bundle({
    cli: 'src/cli/main.ts',
    encodings: 'src/serial/worker/encoding/encodings.ts',
    serialWorker: 'src/serial/worker/main.ts',
    searchWorker: 'src/serial/worker/search/main.ts',
    coverageWorker: 'src/coverage/thread/main.ts',
    testWorker: 'src/harness/reading/main.ts',
    guard: 'src/machine/guard/main.ts',
  });
}

type Run = ChildProcessByStdio<Writable, Readable, Readable>;

/** `qemu-serial-debug run` as a process, for the tests of one suite; what a test's runs leave in its folder goes with it. */
export class CommandRuns {
  private cli = '';
  /** A folder of the test's own, in which its machines are, too. */
  folder = '';

  /** Registers the hooks of the suite that it is called in. */
  static inSuite(): CommandRuns {
    const runs = new CommandRuns();
    before(() => runs.build());
    beforeEach(async () => (runs.folder = await mkdtemp(join(tmpdir(), 'qsd-run-'))));
    afterEach(() => rm(runs.folder, { recursive: true, force: true }));
    return runs;
  }

  /** Starts a run whose machines are kept in the test's folder. */
  async start(config: object, ...args: readonly string[]): Promise<Run> {
    const file = join(this.folder, 'machine.json');
    await writeFile(file, JSON.stringify(config));
    await writeFile(join(this.folder, 'empty'), '');
    return spawn(process.execPath, [this.cli, 'run', ...args, file], {
      env: { ...process.env, TMPDIR: this.folder },
    });
  }

  /** Waits for a run's end. */
  async ended(child: Run): Promise<Ended> {
    const [out, error, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    return { code, signal, out, error };
  }

  /** Runs to the end. */
  async run(config: object, ...args: readonly string[]): Promise<Ended> {
    return await this.ended(await this.start(config, ...args));
  }

  /** Has one of the command's programs be another one meanwhile. */
  async withProgram<T>(name: string, source: string, work: () => Promise<T>): Promise<T> {
    const file = join(dirname(this.cli), `${name}.js`);
    const original = await readFile(file);
    await writeFile(file, source);
    try {
      return await work();
    } finally {
      await writeFile(file, original);
    }
  }

  private async build(): Promise<void> {
    this.cli = join(await commandPrograms(), 'cli.js');
  }
}
