import { open } from 'node:fs/promises';
import type { EndedPort, EndedRun } from './endedRun';

/** Counted up when a reader of the version before would misread it. */
const VERSION = 1;

/** The largest record that is read, in bytes: a configuration and a command line. */
const LARGEST_BYTES = 4_000_000;

/** A port of a kept run. */
export type KeptPort = Pick<EndedPort, 'name' | 'received' | 'keptFrom' | 'encoding'>;

/** What `run.json` says about a run whose ports are in files beside it. */
export interface RunRecord extends Omit<EndedRun, 'ports'> {
  readonly version: typeof VERSION;
  /** Unique in its folder, and in the order of time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly ports: readonly KeptPort[];
}

/** The record of a run, whose ports may have been shortened since it ended. */
export function recordOf(
  { ports: _, ...run }: EndedRun,
  ports: readonly KeptPort[],
  about: Pick<RunRecord, 'id' | 'endedAt'>,
): RunRecord {
  const kept = ports.map(({ name, received, keptFrom, encoding }) => ({
    name,
    received,
    keptFrom,
    ...(encoding !== undefined && { encoding }),
  }));
  return { version: VERSION, ...about, ...run, ports: kept };
}

/** Bytes that a run takes up: those of its ports. */
export function sizeOf({ ports }: Pick<RunRecord, 'ports'>): number {
  return ports.reduce((sum, { received, keptFrom }) => sum + received - keptFrom, 0);
}

/** Reads a record. @returns undefined for one that is missing, of another version, or not whole. */
export async function readRecord(path: string): Promise<RunRecord | undefined> {
  try {
    const read: unknown = JSON.parse(await textOf(path));
    return isRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > LARGEST_BYTES) return '';
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** What lists, opens and starts runs relies on these; the rest is as it was written. */
function isRecord(read: unknown): read is RunRecord {
  const { version, id, name, startedAt, endedAt, config, commandLine, ports, end, crash = '' } = fields(read);
  return (
    version === VERSION &&
    [id, name, fields(config)['name'], fields(end)['summary'], crash].every(
      (text) => typeof text === 'string',
    ) &&
    [startedAt, endedAt].every(Number.isFinite) &&
    isListOf(commandLine, (word) => typeof word === 'string') &&
    isListOf(ports, isPort)
  );
}

function isPort(read: unknown): boolean {
  const { name, received, keptFrom } = fields(read);
  return typeof name === 'string' && [received, keptFrom].every(Number.isSafeInteger);
}

function isListOf(read: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(read) && read.every(is);
}

function fields(read: unknown): Readonly<Record<string, unknown>> {
  return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
}
