import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Emitter } from '../../concurrency/event';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { atMost } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { arrivalsFile, spoolFile } from '../../serial/portFiles';
import { directoryName, makerOf } from '../directory/owner';
import { isSameRun } from '../runKey';
import { isStillRunning, ownIdentity } from '../processes/processIdentity';
import type { EndedRun } from './endedRun';
import type { FindKept, KeptOutput } from './keptOutput';
import { LeftFiles, portPath } from './leftFiles';
import { cutTo, outdated, type RunLimits } from './runLimits';
import { readRecord, recordOf, type RunRecord } from './runRecord';

export interface RunStoreSetup {
  /** Where runs are kept; absolute, made when the first one comes. */
  readonly directory: string;
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Read at the end of each run. */
  readonly limits: () => RunLimits;
}

const RECORD = 'run.json';
/** When the run ended, then something random. */
const ID = /^\d{8}T\d{9}Z-[0-9a-f]{6}$/;
/** A run that is being copied is in a folder whose name says who copies it, with this behind. */
const PARTIAL = '.partial';

/** How long copying goes on when the window closes, in milliseconds. Most consoles are copied in a few. */
const CLOSING_MS = 700;

/** How long somebody who asks for a run waits for those that are being copied, in milliseconds. */
const COPY_LIMIT_MS = 10_000;

/** The runs that have ended and are kept: each a folder, which is there whole or not at all. */
export class RunStore {
  private readonly changed = new Emitter<void>();
  /** By id: what is in a folder does not change. */
  private readonly read = new Map<string, RunRecord>();
  private readonly group: TaskGroup;
  /** Runs that are being copied. */
  private readonly copies = new Set<Promise<void>>();

  /** Fires when a run was added or has gone, in this window. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly setup: RunStoreSetup) {
    this.group = setup.tasks.group('kept runs');
  }

  /**
   * Keeps a run. Resolves when its files are open, which takes no time that a person would notice; they are copied afterwards.
   * @throws when they cannot be opened.
   */
  async keep(run: EndedRun): Promise<void> {
    if (this.setup.limits().most === 0 || this.group.isClosing) return;
    const endedAt = Date.now();
    const files = await LeftFiles.open(run);
    const copy = this.group.run(`keep the run of ${run.name}`, async ({ signal }) => {
      try {
        await this.add(run, files, endedAt, signal);
        await this.tidy();
      } catch (error) {
        this.setup.log.warn(`the run of ${run.name} is not kept: ${messageOf(error)}`);
      } finally {
        await files.close();
        this.copies.delete(copy);
        this.changed.fire();
      }
    });
    this.copies.add(copy);
  }

  /** The kept runs, the newest first. */
  async list(): Promise<RunRecord[]> {
    const names = await readdir(this.setup.directory).catch(() => []);
    const ids = names.filter((name) => ID.test(name)).sort((a, b) => (a < b ? 1 : -1));
    const records = await Promise.all(ids.map((id) => this.record(id)));
    return records.flatMap((record) => record ?? []);
  }

  /** A run by its id; undefined when it is not kept (any more). */
  async find(id: string): Promise<RunRecord | undefined> {
    return ID.test(id) ? await this.record(id) : undefined;
  }

  /** What is kept of a machine that has ended. */
  readonly findKept: FindKept = async (machine) => {
    // It may have ended a moment ago.
    await atMost(COPY_LIMIT_MS, this.group.signal, () => Promise.allSettled(this.copies));
    const run = (await this.list()).find((one) => isSameRun(one, machine));
    return run && this.output(run);
  };

  /** What its ports have said. */
  output(run: RunRecord): KeptOutput {
    const { id, name, startedAt, endedAt, config, ports } = run;
    const sources = ports.map((port, index) => ({
      name: port.name,
      path: this.said(run, index),
      times: arrivalsFile(portPath(this.folder(run), index)),
      ...(port.encoding !== undefined && { encoding: port.encoding }),
      kept: port.keptFrom,
      end: port.received,
    }));
    return { id, name, startedAt, endedAt, config, sources };
  }

  /** The folder of a run, with `run.json` and its ports' files. */
  folder({ id }: Pick<RunRecord, 'id'>): string {
    return join(this.setup.directory, id);
  }

  /** What a port of a run has said. */
  said(run: Pick<RunRecord, 'id'>, port: number): string {
    return spoolFile(portPath(this.folder(run), port));
  }

  async remove(run: Pick<RunRecord, 'id'>): Promise<void> {
    await this.drop(run.id);
    this.changed.fire();
  }

  private async add(run: EndedRun, files: LeftFiles, endedAt: number, signal: AbortSignal): Promise<void> {
    const { directory, limits } = this.setup;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const maker = { pid: process.pid, identity: await ownIdentity() };
    const random = randomBytes(3).toString('hex');
    const partial = join(directory, `${directoryName(maker, random)}${PARTIAL}`);
    const from = cutTo(run.ports, limits().bytes);
    const ports = run.ports.map((port, index) => ({ ...port, keptFrom: from[index] ?? port.keptFrom }));
    const id = `${new Date(endedAt).toISOString().replace(/[-:.]/g, '')}-${random}`;
    try {
      await mkdir(partial, { mode: 0o700 });
      await files.copyTo(partial, from, untilClosed(signal));
      const record = JSON.stringify(recordOf(run, ports, { id, endedAt }));
      await writeFile(join(partial, RECORD), `${record}\n`, { mode: 0o600, flag: 'wx' });
      await rename(partial, join(directory, id));
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  }

  /** What is too much goes, and what windows that have died were copying. */
  private async tidy(): Promise<void> {
    for (const id of outdated(await this.list(), this.setup.limits())) await this.drop(id);
    for (const name of await readdir(this.setup.directory)) {
      const maker = name.endsWith(PARTIAL) ? makerOf(name.slice(0, -PARTIAL.length)) : undefined;
      if (maker && !(await isStillRunning(maker)))
        await rm(join(this.setup.directory, name), { recursive: true, force: true });
    }
  }

  /** Without its record it is no run: that goes first, so that nobody finds half of one. */
  private async drop(id: string): Promise<void> {
    if (!ID.test(id)) return;
    const folder = join(this.setup.directory, id);
    this.read.delete(id);
    await rm(join(folder, RECORD), { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  private async record(id: string): Promise<RunRecord | undefined> {
    const path = join(this.setup.directory, id, RECORD);
    const known = this.read.get(id) ?? (await readRecord(path));
    if (known?.id !== id) return undefined;
    this.read.set(id, known);
    return known;
  }
}

/** Ends a copy a moment after the window began to close. */
function untilClosed(signal: AbortSignal): () => void {
  let closedAt: number | undefined;
  return () => {
    if (!signal.aborted) return;
    closedAt ??= performance.now();
    if (performance.now() - closedAt > CLOSING_MS) throw signal.reason;
  };
}
