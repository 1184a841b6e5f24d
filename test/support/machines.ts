import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { Logger } from '../../src/log/logger';
import type { LogRecord } from '../../src/log/record';
import type { Machine } from '../../src/machine/machine';
import { MachineRegistry } from '../../src/machine/machineRegistry';
import type { MachineSettings, StartOptions } from '../../src/machine/services';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { bundles } from './bundles';
import { KEPT_FEATURES } from './featureMemory';
import { SETTINGS } from './settings';
import { guard } from './until';

/** How long all machines of a test may take to end, in milliseconds. */
const STOP_LIMIT_MS = 5000;

const MOST_RECORDS = 20_000;

/**
 * The machine room as an extension would hold it, in a directory of its own, for one test.
 *
 * ```ts
 * const room = await MachineRoom.open();
 * const machine = await room.start(sampleGuest());
 * …
 * await room.close();     // in afterEach; fails when anything is left
 * ```
 */
export class MachineRoom {
  readonly tasks = new TaskGroup('test');
  /** What was logged, in the order in which it arrived: all of it, unless a test runs for many minutes. */
  readonly records: LogRecord[] = [];
  readonly log = new Logger((record) => this.keep(record), 'test');
  readonly registry: MachineRegistry;

  private constructor(
    /** Where the machines' directories are. Removed by `close()`, which wants it empty. */
    readonly directory: string,
    /** Room for a test's own files. Removed by `close()`. */
    readonly scratch: string,
    settings: MachineSettings,
    files: { workerFile: string; guardFile: string },
  ) {
    this.registry = new MachineRegistry({
      tasks: this.tasks,
      log: this.log,
      ...files,
      memory: KEPT_FEATURES,
      settings: () => settings,
    });
  }

  /** @param settings What differs from the defaults. */
  static async open(settings: Partial<MachineSettings> = {}): Promise<MachineRoom> {
    const files = await bundles();
    const directory = await mkdtemp(join(tmpdir(), 'qsd-test-'));
    const scratch = await mkdtemp(join(tmpdir(), 'qsd-scratch-'));
    return new MachineRoom(directory, scratch, { ...SETTINGS, baseDirectory: directory, ...settings }, files);
  }

  start(config: MachineConfiguration, options: StartOptions = {}): Promise<Machine> {
    const signal = guard();
    return this.registry.start(resolveConfiguration(config), options, { signal });
  }

  /** The soak logs a thousand times a second for half an hour, and its memory is to stay flat. */
  private keep(record: LogRecord): void {
    if (this.records.length >= MOST_RECORDS) this.records.splice(0, MOST_RECORDS / 2);
    this.records.push(record);
  }

  /** What was logged, a line each: for a failing test's output. */
  logText(): string {
    return this.records
      .map(({ level, source, loop, text }) => `${level} [${source}/${loop}] ${text}`)
      .join('\n');
  }

  /** Stops what runs and checks that nothing is left. */
  async close(): Promise<void> {
    await this.registry.stopAll(STOP_LIMIT_MS);
    await this.tasks.close();
    const left = await readdir(this.directory);
    for (const path of [this.directory, this.scratch]) await rm(path, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`left behind in ${this.directory}: ${left.join(', ')}`);
  }
}
