import { join } from 'node:path';
import type { Disposable } from '../../../concurrency/event';
import { portFileName } from '../../../machine/directory/machineDirectory';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';
import type { KeptOutput } from '../../../machine/runs/keptOutput';
import type { OutputEvent, OutputSource } from '../../../serial/outputProtocol';
import { arrivalsFile, spoolFile } from '../../../serial/portFiles';
import { timeOf } from '../../editor/timeOfRun';
import type { OutputAddress } from './outputAddress';

/** A port whose output can be shown, searched and saved. */
export interface OutputPort {
  readonly name: string;
  /** Its files, and how much of them there is by now. */
  source(): OutputSource;
  /** Takes its text for another one, from its first byte on: of a kept run, as long as it is shown. */
  decodeAs(encoding: string): void;
  /** Calls back when there is more. */
  onDidGrow(listener: () => void): Disposable;
}

/** Whose output it is: that of a machine of this window, which runs or has ended, or of a run that was kept. */
export interface OutputOrigin {
  /** Different for each machine and each run. */
  readonly id: string;
  readonly name: string;
  readonly config: Machine['config'];
  readonly ports: readonly OutputPort[];
  /** What happened beside the ports. */
  events(): readonly OutputEvent[];
  /** Whose run this is, beyond the window that it was in. */
  readonly machine: Pick<OutputAddress, 'name' | 'startedAt'>;
  /** Resolves when nothing more comes. */
  readonly end: Promise<unknown>;
}

/** A port of an origin. */
export interface PickedOutput {
  readonly origin: OutputOrigin;
  readonly port: OutputPort;
}

export function originOf(machine: Machine): OutputOrigin {
  const { id, name, config, ports, exit } = machine;
  return {
    id,
    name,
    config,
    ports: ports.map((port, index) => portOf(machine, port, index)),
    events: () => machine.events.map(eventText),
    machine: { name, startedAt: machine.startedAt },
    end: exit,
  };
}

export function originOfRun(run: KeptOutput): OutputOrigin {
  const { id, name, startedAt, config, sources } = run;
  return {
    id,
    name: `${name} ${timeOf(run)}`,
    config,
    ports: sources.map(portOfRun),
    events: () => [],
    machine: { name, startedAt },
    end: Promise.resolve(),
  };
}

/** What a line of the view hands over that is about a kept run. */
export function keptIn(argument: unknown): PickedOutput | undefined {
  if (typeof argument !== 'object' || argument === null || !('output' in argument)) return undefined;
  const origin = originOfRun(argument.output as KeptOutput);
  const port = origin.ports['index' in argument ? Number(argument.index) : 0];
  return port && { origin, port };
}

function portOfRun(kept: OutputSource): OutputPort {
  let source = kept;
  return {
    name: source.name,
    source: () => source,
    decodeAs: (encoding) => (source = { ...source, encoding }),
    onDidGrow: () => ({ dispose: () => undefined }),
  };
}

function portOf({ directory }: Machine, { name, serial }: MachinePort, index: number): OutputPort {
  const path = join(directory, portFileName(index));
  return {
    name,
    source: () => {
      const { received, spoolBytesKept } = serial.counters;
      const [kept, end] = [received - spoolBytesKept, received];
      const { encoding } = serial;
      return { name, path: spoolFile(path), times: arrivalsFile(path), encoding, kept, end };
    },
    decodeAs: (encoding) => serial.decodeAs(encoding),
    onDidGrow: (listener) => serial.onDidChangeCounters(listener),
  };
}

function eventText({ name, data, time, count }: Machine['events'][number]): OutputEvent {
  const details = Object.keys(data).length > 0 ? ` ${JSON.stringify(data)}` : '';
  return { time, text: `${name}${details.slice(0, 200)}${count > 1 ? ` ×${count}` : ''}` };
}
