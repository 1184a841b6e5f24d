import type { Panel } from './plot';
import type { MemoryRound, PortsRound, Samples } from './rounds';
import { spread } from './spread';

/** What the curves show, of what was measured. */
export function panels(samples: Samples): Panel[] {
  return [...portPanels(samples), ...memoryPanels(samples)];
}

function portPanels({ ports, curves }: Samples): Panel[] {
  if (!ports || !curves) return [];
  const rounds = [...ports, ...curves] as PortsRound[];
  const percent = (road: string): number =>
    (spread(rounds.map((round) => round[road]?.cores))?.median ?? NaN) * 100;
  const series = (points: [number, number][]) => [{ name: 'ours', points }];
  return [
    {
      title: 'CPU by ports (10 kB/s each)',
      x: 'ports',
      y: '% of a core',
      series: series([1, 2, 4, 8].map((machines) => [machines * 4, percent(`machines-${machines}`)])),
    },
    {
      title: 'CPU by bytes (16 ports)',
      x: 'kB/s on each port',
      y: '% of a core',
      series: series([
        [0, percent('silent')],
        [2.5, percent('rate-2500')],
        [5, percent('rate-5000')],
        [10, percent('machines-4')],
        [20, percent('rate-20000')],
      ]),
    },
  ];
}

function memoryPanels({ memory }: Samples): Panel[] {
  const [round] = (memory ?? []) as MemoryRound[];
  if (!round) return [];
  const points = round.ours.memory.map(([bytes, resident]) => [bytes / 1e9, resident / 1e6] as const);
  return [
    {
      title: 'Memory over a flood',
      x: 'GB received',
      y: 'MB resident',
      series: [{ name: 'ours', points }],
    },
  ];
}
