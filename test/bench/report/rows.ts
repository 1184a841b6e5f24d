import { spread } from './benchStats.mjs';

const ms = { unit: 'ms', scale: 1 };
const mbps = { unit: 'MB/s', scale: 1e-6 };
const cpu = { unit: 'CPU s/MB', scale: 1 };
const kilobytes = { unit: 'kB', scale: 1e-3 };
const megabytes = { unit: 'MB', scale: 1e-6 };
const count = { unit: '', scale: 1 };
const share = { unit: '% of a core', scale: 1 };

const median = (values = []) => spread(values)?.median;

const NAMES = {
  naive: 'naive extension',
  pty: 'built-in terminal’s road',
  socat: 'socat',
  raw: 'raw socket',
};

/**
 * A row of the table: `ours` and `other` take a round's results and give a number; `by` says what is compared
 * with the goal: their `ratio`, their `difference`, or `ours` alone (`value`). No goal: for information.
 */
const row = (group, id, title, about) => ({ group, id: `${group}/${id}`, title, by: 'ratio', ...about });

const atLeast = (limit) => ({ atLeast: limit });
const atMost = (limit) => ({ atMost: limit });
/** Strictly better than the other. */
const below = (limit) => ({ below: limit });
const above = (limit) => ({ above: limit });

export const ROWS = [
  ...limitRows('limit-uart', '16550 flood'),
  ...floodRows('flood-uart', '16550 flood', ['naive', 'pty', 'socat']),
  ...limitRows('limit-pl011', 'PL011 flood'),
  ...floodRows('flood-pl011', 'PL011 flood', ['naive', 'pty', 'socat']),
  ...limitRows('limit-debugcon', 'debugcon flood'),
  ...floodRows('flood-debugcon', 'debugcon flood', ['pty']),
  ...limitRows('limit-virtio', 'virtio-console flood'),
  ...floodRows('flood-virtio', 'virtio-console flood', ['pty']),
  row('echo', 'median', 'echo of a key, median, over a raw socket', {
    ...difference('raw', ({ medianMs }) => medianMs),
    goal: atMost(0.6),
  }),
  row('echo', 'floor', '… over the same hops with nothing in them', {
    ...difference('raw', ({ medianMs }) => medianMs),
    ours: ({ floor }) => floor.medianMs,
  }),
  row('echo', 'p99', 'echo of a key, p99, over a raw socket', {
    ...difference('raw', ({ p99Ms }) => p99Ms),
    goal: atMost(3),
  }),
  row('scan', 'plain', 'spool taken in, no patterns', {
    ...value(({ plain }) => plain.bytesPerSecond, mbps),
    goal: atLeast(500),
  }),
  row(
    'scan',
    'writer',
    'the writer of that spool',
    value(({ plain }) => plain.writerBytesPerSecond, mbps),
  ),
  row('scan', 'patterns', 'spool scanned for 20 patterns', {
    ...value(({ patterns }) => patterns.bytesPerSecond, mbps),
    goal: atLeast(100),
  }),
  row('memory', 'growth', 'memory growth over the long flood', {
    ...value(({ ours }) => ours.growthBytes, megabytes),
    goal: atMost(32),
  }),
  row('memory', 'disk', 'disk above the limit', {
    ...value(({ ours }) => ours.overLimitBytes, megabytes),
    goal: atMost(64),
  }),
  row('memory', 'missing', 'bytes that the hashing listener missed', {
    ...value(({ ours }) => (ours.equal ? 0 : Math.max(ours.missingBytes, 1)), count),
    goal: atMost(0),
  }),
  row(
    'memory',
    'rate',
    'rate of that flood',
    value(({ ours }) => ours.bytesPerSecond, mbps),
  ),
  row(
    'memory',
    'full-rate',
    'the same as fast as it can be written',
    value((round) => round.full.bytesPerSecond, mbps),
  ),
  row(
    'memory',
    'full-growth',
    '… memory growth',
    value((round) => round.full.growthBytes, megabytes),
  ),
  row(
    'memory',
    'full-disk',
    '… disk above the limit',
    value((round) => round.full.overLimitBytes, megabytes),
  ),
  row('launch', 'later', 'Launch to first byte', {
    ours: ({ ours }) => median(ours.laterMs),
    other: ({ bare }) => median(bare.laterMs),
    alternative: 'bare QEMU',
    ...ms,
    goal: atMost(1.5),
  }),
  row('launch', 'first', 'the first Launch of a window (probes QEMU)', {
    ours: ({ ours }) => ours.firstMs,
    other: ({ bare }) => bare.firstMs,
    alternative: 'bare QEMU',
    ...ms,
  }),
  row('debug', 'later', 'F5 to first stop, stack known', {
    ours: ({ ours }) => median(ours.laterMs),
    other: ({ plain }) => median(plain.laterMs),
    alternative: 'gdb -x',
    ...ms,
  }),
  row('debug', 'first', 'the first F5 of a window (loads the adapter, probes QEMU)', {
    ours: ({ ours }) => ours.firstMs,
    other: ({ plain }) => plain.firstMs,
    alternative: 'gdb -x',
    ...ms,
  }),
  row('ports', 'cores', '32 ports at 10 kB/s, CPU of ours', {
    ...value((round) => round['machines-8'].cores * 100, share),
    goal: atMost(10),
  }),
  row(
    'ports',
    'first',
    '… in their first seconds',
    value((round) => round['machines-8'].firstCores * 100, share),
  ),
  row('stop', 'healthy', 'Stop of a healthy machine', {
    ...value(({ healthy }) => healthy.ms, ms),
    goal: atMost(200),
  }),
  row('stop', 'stopped', 'Stop of a machine under SIGSTOP', {
    ...value(({ stopped }) => stopped.ms, ms),
    goal: atMost(5000),
  }),
  row('stop', 'frozen', 'Stop of a frozen PL011', {
    ...value(({ frozen }) => frozen.ms, ms),
    goal: atMost(5000),
  }),
  row('sizes', 'extension', 'dist/extension.js', {
    ...value(({ ours }) => ours.extension, kilobytes),
    goal: atMost(150),
  }),
  row('sizes', 'vsix', 'VSIX', { ...value(({ ours }) => ours.vsix, kilobytes), goal: atMost(1000) }),
  ...vscodeRows(),
];

/** Turns of a duel: bytes a second of each side, and of the limit twice. */
function limitRows(group, title) {
  const against = (ours, other) => ({ ours, other, alternative: '-serial file:', ...mbps });
  const both = ({ limit, again }) => (limit + again) / 2;
  // Two equal QEMUs differ by more than 2 % there: a verdict would be a coin's.
  const goal = group === 'limit-virtio' ? undefined : atLeast(0.98);
  return [
    row(group, 'rate', `${title}, bytes/s`, { ...against(({ ours }) => ours, both), goal }),
    row(
      group,
      'again',
      '… of a second -serial file: instead',
      against(
        ({ again }) => again,
        ({ limit }) => limit,
      ),
    ),
  ];
}

function floodRows(group, title, others) {
  const rate = ({ bytesPerSecond }) => bytesPerSecond;
  const cost = ({ cpuPerMb }) => cpuPerMb;
  // What the issue asks for is asked of the 16550; of the others the same is shown.
  const goals =
    group === 'flood-uart' ? { naive: { cost: atMost(0.08) }, pty: { rate: above(1), cost: below(1) } } : {};
  return others.flatMap((other) => {
    const against = (what, of, units) =>
      row(group, `${what}-${other}`, `${title}, ${what === 'rate' ? 'bytes/s' : 'CPU'}`, {
        ours: (round) => round.ours && of(round.ours),
        other: (round) => round[other] && of(round[other]),
        alternative: NAMES[other],
        ...units,
        goal: goals[other]?.[what],
      });
    return [against('rate', rate, mbps), against('cost', cost, cpu)];
  });
}

function difference(other, of) {
  return {
    by: 'difference',
    ours: (round) => of(round.ours),
    other: (round) => of(round[other]),
    alternative: NAMES[other],
    ...ms,
  };
}

function value(ours, units) {
  return { by: 'value', ours, ...units };
}

function vscodeRows() {
  const of = (id, title, ours, units, goal) =>
    row('vscode', id, title, { ...value(({ ours: result }) => ours(result), units), goal });
  const over = (phase) => (result) => result.loop?.[phase] - result.loop?.idle;
  return [
    of('activate', 'activate()', (result) => result.activateMs, ms, atMost(10)),
    of('load', 'loading dist/extension.js', (result) => result.loadMs, ms),
    of(
      'touched',
      'files read, processes started in activate()',
      (result) => result.touched,
      count,
      atMost(0),
    ),
    row('vscode', 'key', 'key to screen', {
      ours: ({ ours }) => ours.key?.ours,
      other: ({ ours }) => ours.key?.builtIn,
      alternative: 'built-in terminal',
      ...ms,
      goal: atMost(1),
    }),
    of('loop-flood', 'event loop p99 over idle, 16550 flood', over('flood'), ms, atMost(2)),
    of('loop-first', '… in its first 4 MB, all of which are shown', over('first'), ms),
    of('loop-unseen', '… with its output paused', over('unseen'), ms),
    of('loop-built-in', '… in the built-in terminal instead', over('builtIn'), ms),
    of('loop-spool', 'event loop p99 over idle, spool at 500 MB/s', over('spool'), ms, atMost(5)),
    of('loop-writer', '… with a file that nobody reads', over('writer'), ms),
    of('ctrl-c', 'Ctrl-C to the guest, 16550 flood', (result) => result.flood?.ctrlCMs, ms, atMost(100)),
    of('ctrl-c-spool', 'Ctrl-C to the guest, spool at 500 MB/s', (r) => r.spool?.ctrlCMs, ms, atMost(100)),
    of('current', 'current output after the flood', (result) => result.flood?.currentMs, ms, atMost(500)),
    of(
      'current-spool',
      'current output after 500 MB/s',
      (result) => result.spool?.currentMs,
      ms,
      atMost(500),
    ),
    of('long-tasks', 'longest renderer task in the flood', (r) => r.flood?.longestTaskMs, ms),
    of('long-tasks-built-in', '… in the built-in terminal', (r) => r.builtInFlood?.longestTaskMs, ms),
    of('long-tasks-spool', 'longest renderer task at 500 MB/s', (r) => r.spool?.longestTaskMs, ms),
  ];
}

/** The table's rows for what was run: each with its spreads and its verdict. */
export function evaluate(samples) {
  return ROWS.flatMap((one) => {
    const rounds = samples[one.group];
    const found = rounds && evaluateRow(one, rounds);
    return found ? [found] : [];
  });
}

function evaluateRow(one, rounds) {
  const scaled = (of) => (of ? rounds.map((round) => of(round) * one.scale) : []);
  const ours = scaled(one.ours);
  const others = scaled(one.other);
  const compared = {
    ratio: () => ours.map((mine, index) => mine / others[index]),
    difference: () => ours.map((mine, index) => mine - others[index]),
    value: () => ours,
  }[one.by]();
  const result = spread(compared);
  if (!result) return undefined;
  const { id, title, by, unit, goal, alternative } = one;
  return {
    ...{ id, title, by, unit, goal, alternative },
    ours: spread(ours),
    other: spread(others),
    result,
    met: goal && meets(result.median, goal),
  };
}

function meets(result, goal) {
  if (goal.atLeast !== undefined) return result >= goal.atLeast;
  if (goal.atMost !== undefined) return result <= goal.atMost;
  if (goal.above !== undefined) return result > goal.above;
  return result < goal.below;
}
