import { join } from 'node:path';
import { serverMain, serverNode } from '../../../scripts/lib/codeServer.mjs';
import type { TaskGroup } from '../../../src/concurrency/taskGroup';
import type { FloodName } from '../floods/floods';
import { measureSizes } from './sizes';
import { measureWindow, type Thoroughness } from './window';

/** The very module that VS Code's built-in terminal runs processes with, and it wants the Node that it came with. */
const nodePty = join(serverMain, '..', '..', 'node_modules', 'node-pty');

const MB = 1e6;
const MIB = 1 << 20;

/** A bench program with its options, and the Node to run it with if it is not ours; or something of our own. */
type Road =
  readonly [program: string, options: object, runtime?: string] | ((tasks: TaskGroup) => Promise<unknown>);

export interface Group {
  readonly id: string;
  readonly rounds: number;
  readonly roads: Readonly<Record<string, Road>>;
  /** Makes several results of a round that has rounds inside. */
  readonly rowsOf?: (round: Readonly<Record<string, unknown>>) => readonly unknown[];
}

/**
 * What is run. The roads of a group are run one after another in each round, so that whatever else the computer
 * does meets all of them.
 */
export function groups({ quick, profile }: Thoroughness): Group[] {
  const pick = (short: number, full: number): number => (quick ? short : full);
  const memory = { bytes: pick(1024 * MIB, 4096 * MIB), spoolLimitBytes: 256 * MIB };
  return [
    ...floods(quick),
    {
      id: 'echo',
      rounds: pick(1, 4),
      roads: { all: ['echo', { keys: pick(80, 250) }] },
      rowsOf: ({ all }) => [all],
    },
    {
      id: 'scan',
      rounds: pick(1, 3),
      roads: {
        plain: ['scan', { bytes: pick(500 * MB, 2000 * MB), patterns: 0 }],
        patterns: ['scan', { bytes: pick(100 * MB, 500 * MB), patterns: 20 }],
      },
    },
    {
      id: 'memory',
      rounds: pick(1, 3),
      roads: {
        ours: ['memory', { ...memory, bytesPerSecond: 600 * MB }],
        full: ['memory', memory],
      },
    },
    {
      id: 'launch',
      rounds: pick(1, 4),
      roads: {
        bare: ['launchBare', { launches: pick(4, 6) }],
        ours: ['launchOurs', { launches: pick(4, 6) }],
      },
    },
    ...(['sample', 'linux'] as const).map((guest): Group => ({
      id: `coverage-${guest}`,
      rounds: 1,
      roads: { duel: ['coverage', { guest, turns: pick(2, 6) }] },
      rowsOf: turnsOf,
    })),
    {
      id: 'debug',
      rounds: pick(1, 5),
      roads: {
        plain: ['debugPlain', { launches: pick(4, 6) }],
        ours: ['debugOurs', { launches: pick(4, 6) }],
      },
    },
    ...ports(quick),
    {
      id: 'stop',
      rounds: pick(1, 3),
      roads: {
        bare: ['stopBare', {}],
        healthy: ['stop', { how: 'healthy' }],
        stopped: ['stop', { how: 'stopped' }],
        frozen: ['stop', { how: 'frozen' }],
      },
    },
    { id: 'sizes', rounds: 1, roads: { ours: ({ signal }) => measureSizes(signal) } },
    {
      id: 'vscode',
      rounds: pick(1, 3),
      roads: { ours: (tasks) => measureWindow(tasks, { quick, profile }) },
    },
  ];
}

function floods(quick: boolean): Group[] {
  const times = { warmMs: quick ? 300 : 500, windowMs: quick ? 1200 : 3000 };
  const road = (program: string, flood: FloodName, more: object = {}): readonly [string, object] => [
    program,
    { flood, ...times, ...more },
  ];
  const group = (flood: FloodName, rounds: number, names: readonly RoadName[]): Group => ({
    id: `flood-${flood}`,
    rounds,
    roads: pickRoads(flood, names, road),
  });
  const all = ['ours', 'socat', 'pty', 'naive'] as const;
  const few = ['ours', 'pty'] as const;
  return [
    duel('uart', quick ? 1 : 4, quick ? 10 : 12),
    duel('pl011', quick ? 1 : 3, 10),
    duel('debugcon', quick ? 1 : 3, 10),
    group('uart', quick ? 1 : 3, all),
    {
      id: 'crashes-uart',
      rounds: quick ? 1 : 3,
      roads: {
        duel: ['crashDuel', { flood: 'uart', turns: quick ? 6 : 10, settleMs: 500, windowMs: 1500 }],
      },
      rowsOf: turnsOf,
    },
    group('pl011', quick ? 1 : 3, quick ? few.slice(0, 1) : all),
    group('debugcon', quick ? 1 : 3, quick ? few.slice(0, 1) : few),
    // A Linux has to boot each time.
    ...(quick ? [] : [duel('virtio', 4, 8), group('virtio', 2, few)]),
  ];
}

/**
 * Against the limit, by turns within one run; several runs, since two processes of the same program differ, too: in
 * where their memory lies.
 */
function duel(flood: FloodName, rounds: number, turns: number): Group {
  return {
    id: `limit-${flood}`,
    rounds,
    roads: { duel: ['floodDuel', { flood, turns, settleMs: 150, windowMs: 250 }] },
    rowsOf: turnsOf,
  };
}

function turnsOf({ duel: result }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return (result as { readonly turns: readonly unknown[] }).turns;
}

type RoadName = 'ours' | 'socat' | 'pty' | 'naive';

function pickRoads(
  flood: FloodName,
  names: readonly RoadName[],
  road: (program: string, flood: FloodName, more?: object) => readonly [string, object],
): Record<string, Road> {
  const roads: Record<RoadName, Road> = {
    ours: road('floodOurs', flood),
    socat: road('floodSocat', flood),
    pty: [...road('floodPty', flood, { nodePty }), serverNode],
    naive: road('floodNaive', flood),
  };
  return Object.fromEntries(names.map((name) => [name, roads[name]]));
}

/** CPU by the number of ports, and by what each of them prints. */
function ports(quick: boolean): Group[] {
  const times = quick
    ? { warmMs: 500, settleMs: 4000, windowMs: 2000 }
    : { warmMs: 1500, settleMs: 6000, windowMs: 4000 };
  const road = (machines: number, portsEach: number, bytesPerSecond: number, program = 'ports'): Road => [
    program,
    { machines, portsEach, bytesPerSecond, ...times },
  ];
  const eight = { 'machines-8': road(8, 4, 10_000), naive: road(8, 4, 10_000, 'portsNaive') };
  if (quick) return [{ id: 'ports', rounds: 1, roads: eight }];
  return [
    { id: 'ports', rounds: 3, roads: eight },
    {
      id: 'curves',
      rounds: 1,
      roads: {
        'machines-1': road(1, 4, 10_000),
        'machines-2': road(2, 4, 10_000),
        'machines-4': road(4, 4, 10_000),
        silent: road(4, 4, 0),
        'rate-2500': road(4, 4, 2500),
        'rate-5000': road(4, 4, 5000),
        'rate-20000': road(4, 4, 20_000),
      },
    },
  ];
}
