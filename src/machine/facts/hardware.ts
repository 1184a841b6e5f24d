import { withTimeout } from '../../concurrency/timeout';
import type { QmpOptions } from '../qmp/client';
import { asRecord, type QmpArguments } from '../qmp/messages';

/** How facts about a machine are asked for. */
export interface Asked {
  /** @throws when QEMU refuses, or has ended. */
  qmp(command: string, args?: QmpArguments, options?: QmpOptions): Promise<unknown>;
}

/** QEMU answers such questions at once, unless its main loop is blocked. In milliseconds. */
const ANSWER_MS = 2000;
/** Shown of each kind: more than anybody looks through. */
const MOST = 256;

/** A virtual processor. */
export interface Processor {
  readonly index: number;
  /** The id of its thread in the host. */
  readonly thread: number;
}

/** A drive, as QEMU has it now: a medium may have been changed since the start. */
export interface Drive {
  readonly name: string;
  /** The image; undefined for an empty drive. */
  readonly file: string | undefined;
  readonly readonly: boolean;
}

/** Does not stop the guest. @throws as `qmp` does; `TimeoutError`; `signal.reason` on abort. */
export async function processorsOf(machine: Asked, signal: AbortSignal): Promise<Processor[]> {
  return readProcessors(await ask(machine, 'query-cpus-fast', signal));
}

/** @throws as {@link processorsOf} does. */
export async function drivesOf(machine: Asked, signal: AbortSignal): Promise<Drive[]> {
  return readDrives(await ask(machine, 'query-block', signal));
}

/** The answer of `query-cpus-fast`. */
export function readProcessors(answer: unknown): Processor[] {
  return list(answer).map((one) => ({ index: Number(one['cpu-index']), thread: Number(one['thread-id']) }));
}

/** The answer of `query-block`. */
export function readDrives(answer: unknown): Drive[] {
  return list(answer).map((one) => {
    const inserted = asRecord(one['inserted']);
    const file = inserted['file'];
    // A drive that a device was made for by hand has no name of its own.
    const name = [one['device'], one['qdev']].find((text) => typeof text === 'string' && text !== '');
    return {
      name: typeof name === 'string' ? name : '?',
      file: typeof file === 'string' ? file : undefined,
      readonly: inserted['ro'] === true,
    };
  });
}

function ask(machine: Asked, command: string, signal: AbortSignal): Promise<unknown> {
  return withTimeout(`QMP "${command}"`, ANSWER_MS, signal, (limited) =>
    machine.qmp(command, {}, { signal: limited }),
  );
}

function list(answer: unknown): Record<string, unknown>[] {
  return (Array.isArray(answer) ? answer : []).slice(0, MOST).map(asRecord);
}
