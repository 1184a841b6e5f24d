import type { CoverageRound, DebugRound, LaunchRound, PortsRound, SizesRound, StopRound } from './rounds';
import { cpu, kilobytes, median, ms, percentOfCore, rowsOf, type Row } from './row';

/** How machines start, run and end. */
export const MACHINE_ROWS: readonly Row[] = [
  ...launchRows(),
  ...coverageRows('sample', 'a small guest', 1.1),
  ...coverageRows('linux', 'Linux', 1.7),
  ...debugRows(),
  ...portsRows(),
  ...stopRows(),
  ...sizesRows(),
];

function launchRows(): Row[] {
  const { ratio } = rowsOf<LaunchRound>('launch');
  const bare = 'bare QEMU';
  return [
    ratio(
      'later',
      'Launch to first byte',
      ms,
      [({ ours }) => median(ours.laterMs), bare, (round) => median(round.bare.laterMs)],
      { atMost: 1.25 },
    ),
    ratio(
      'first',
      'the first Launch of a window',
      ms,
      [({ ours }) => ours.firstMs, bare, (round) => round.bare.firstMs],
      { atMost: 1.6 },
    ),
  ];
}

function coverageRows(guest: string, name: string, atMost: number): Row[] {
  const { ratio } = rowsOf<CoverageRound>(`coverage-${guest}`);
  return [
    ratio(
      'boot',
      `boot of ${name} with coverage`,
      ms,
      [({ coveredMs }) => coveredMs, 'without', ({ plainMs }) => plainMs],
      { atMost },
    ),
    ratio(
      'traced',
      `boot of ${name} with coverage of each test`,
      ms,
      [({ tracedMs }) => tracedMs, 'without', ({ plainMs }) => plainMs],
      { atMost },
    ),
  ];
}

function debugRows(): Row[] {
  const { ratio } = rowsOf<DebugRound>('debug');
  const plain = 'gdb -x';
  return [
    ratio(
      'later',
      'F5 to first stop, stack known',
      ms,
      [({ ours }) => median(ours.laterMs), plain, (round) => median(round.plain.laterMs)],
      { atMost: 1.25 },
    ),
    ratio(
      'first',
      'the first F5 of a window (loads the adapter)',
      ms,
      [({ ours }) => ours.firstMs, plain, (round) => round.plain.firstMs],
      { atMost: 1.6 },
    ),
  ];
}

function portsRows(): Row[] {
  const { ratio, value } = rowsOf<PortsRound>('ports');
  const ours = (round: PortsRound) => round['machines-8'];
  const cost = (road: PortsRound[string] | undefined) => road && road.cores / (road.bytesPerSecond / 1e6);
  return [
    ratio(
      'cost',
      '32 ports at 10 kB/s, CPU',
      cpu,
      [(round) => cost(ours(round)), 'naive extension', ({ naive }) => cost(naive)],
      { atMost: 0.1 },
    ),
    value('cores', '… of a core', percentOfCore, (round) => ours(round)?.cores),
    value('first', '… in their first seconds', percentOfCore, (round) => ours(round)?.firstCores),
  ];
}

function stopRows(): Row[] {
  const { ratio, value } = rowsOf<StopRound>('stop');
  // These two are the time-outs of the ladder's rungs, which no computer's speed changes.
  const ladder = { atMost: 5000 };
  return [
    ratio(
      'healthy',
      'Stop of a healthy machine',
      ms,
      [({ healthy }) => healthy.ms, 'SIGTERM to bare QEMU', ({ bare }) => bare.ms],
      { atMost: 2 },
    ),
    value('stopped', 'Stop of a machine under SIGSTOP', ms, ({ stopped }) => stopped.ms, ladder),
    value('frozen', 'Stop of a frozen PL011', ms, ({ frozen }) => frozen.ms, ladder),
  ];
}

function sizesRows(): Row[] {
  const { value } = rowsOf<SizesRound>('sizes');
  return [
    value('extension', 'dist/extension.js', kilobytes, ({ ours }) => ours.extension, { atMost: 200 }),
    value('vsix', 'VSIX', kilobytes, ({ ours }) => ours.vsix, { atMost: 1000 }),
  ];
}
