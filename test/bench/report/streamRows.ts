import type { CrashRound, DuelRound, EchoRound, FloodRound, MemoryRound, ScanRound } from './rounds';
import { count, cpu, mbps, megabytes, ms, rowsOf, type Goal, type Row } from './row';

const NAMES = { naive: 'naive extension', pty: 'built-in terminal’s road', socat: 'socat' } as const;

/** How bytes come: rows about floods, echoes and spools. */
export const STREAM_ROWS: readonly Row[] = [
  ...limitRows('limit-uart', '16550 flood'),
  ...floodRows('flood-uart', '16550 flood', ['naive', 'pty', 'socat']),
  ...crashRows(),
  ...limitRows('limit-pl011', 'PL011 flood'),
  ...floodRows('flood-pl011', 'PL011 flood', ['naive', 'pty', 'socat']),
  ...limitRows('limit-debugcon', 'debugcon flood'),
  ...floodRows('flood-debugcon', 'debugcon flood', ['pty']),
  ...limitRows('limit-virtio', 'virtio-console flood'),
  ...floodRows('flood-virtio', 'virtio-console flood', ['pty']),
  ...echoRows(),
  ...scanRows(),
  ...memoryRows(),
];

/** Turns of a duel: bytes a second of each side, and of the limit twice. */
function limitRows(group: string, title: string): Row[] {
  const { ratio } = rowsOf<DuelRound>(group);
  const limit = '-serial file:';
  // Two equal QEMUs differ by more than 2 % there: a verdict would be a coin's.
  const goal = group === 'limit-virtio' ? undefined : { atLeast: 0.98 };
  const both = (turn: DuelRound): number => (turn.limit + turn.again) / 2;
  return [
    ratio('rate', `${title}, bytes/s`, mbps, [({ ours }) => ours, limit, both], goal),
    ratio('again', '… of a second -serial file: instead', mbps, [
      ({ again }) => again,
      limit,
      (turn) => turn.limit,
    ]),
  ];
}

function floodRows(group: string, title: string, others: readonly (keyof typeof NAMES)[]): Row[] {
  const { ratio } = rowsOf<FloodRound>(group);
  // Judged by the 16550; of the others the same is shown.
  const rates: Partial<Record<string, Goal>> = group === 'flood-uart' ? { pty: { above: 1 } } : {};
  const costs: Partial<Record<string, Goal>> =
    group === 'flood-uart' ? { naive: { atMost: 0.08 }, pty: { below: 1 } } : {};
  return others.flatMap((other) => [
    ratio(
      `rate-${other}`,
      `${title}, bytes/s`,
      mbps,
      [({ ours }) => ours?.bytesPerSecond, NAMES[other], (round) => round[other]?.bytesPerSecond],
      rates[other],
    ),
    ratio(
      `cost-${other}`,
      `${title}, CPU`,
      cpu,
      [({ ours }) => ours?.cpuPerMb, NAMES[other], (round) => round[other]?.cpuPerMb],
      costs[other],
    ),
  ]);
}

/** The cost of all recognisers. */
function crashRows(): Row[] {
  const { ratio } = rowsOf<CrashRound>('crashes-uart');
  const plain = 'nobody looks for crashes';
  return [
    ratio(
      'cost',
      '16550 flood with crashes looked for, CPU',
      cpu,
      [({ watched }) => watched.cpuPerMb, plain, (round) => round.plain.cpuPerMb],
      { atMost: 1.15 },
    ),
    ratio('rate', '… bytes/s', mbps, [
      ({ watched }) => watched.bytesPerSecond,
      plain,
      (round) => round.plain.bytesPerSecond,
    ]),
  ];
}

function echoRows(): Row[] {
  const { ratio } = rowsOf<EchoRound>('echo');
  const raw = 'raw socket';
  return [
    ratio(
      'median',
      'echo of a key, median',
      ms,
      [({ ours }) => ours.medianMs, raw, (round) => round.raw.medianMs],
      { atMost: 1.8 },
    ),
    ratio('floor', '… over the same hops with nothing in them', ms, [
      ({ floor }) => floor.medianMs,
      raw,
      (round) => round.raw.medianMs,
    ]),
    ratio('p99', 'echo of a key, p99', ms, [({ ours }) => ours.p99Ms, raw, (round) => round.raw.p99Ms], {
      atMost: 2.5,
    }),
  ];
}

function scanRows(): Row[] {
  const { ratio } = rowsOf<ScanRound>('scan');
  return [
    ratio(
      'plain',
      'spool taken in, no patterns',
      mbps,
      [({ plain }) => plain.bytesPerSecond, 'its writer', ({ plain }) => plain.writerBytesPerSecond],
      { atLeast: 0.8 },
    ),
    ratio(
      'patterns',
      'spool scanned for 20 patterns',
      mbps,
      [({ patterns }) => patterns.bytesPerSecond, 'no patterns', ({ plain }) => plain.bytesPerSecond],
      { atLeast: 0.1 },
    ),
  ];
}

function memoryRows(): Row[] {
  const { value } = rowsOf<MemoryRound>('memory');
  return [
    value('growth', 'memory growth over the long flood', megabytes, ({ ours }) => ours.growthBytes, {
      atMost: 32,
    }),
    value('disk', 'disk above the limit', megabytes, ({ ours }) => ours.overLimitBytes, { atMost: 64 }),
    value(
      'missing',
      'bytes that the hashing listener missed',
      count,
      ({ ours }) => (ours.equal ? 0 : Math.max(ours.missingBytes, 1)),
      { atMost: 0 },
    ),
    value('rate', 'rate of that flood', mbps, ({ ours }) => ours.bytesPerSecond),
    value('full-rate', 'the same as fast as it can be written', mbps, ({ full }) => full.bytesPerSecond),
    value('full-growth', '… memory growth', megabytes, ({ full }) => full.growthBytes),
    value('full-disk', '… disk above the limit', megabytes, ({ full }) => full.overLimitBytes),
  ];
}
