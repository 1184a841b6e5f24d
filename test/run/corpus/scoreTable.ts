import type { Judgement } from './judge';
import type { LabelledLog } from '../../support/crash/labelledLog';

export interface Judged extends Judgement {
  readonly log: LabelledLog;
}

const COLUMNS = ['title', 'type', 'corrupted', 'silent', 'range', 'again'] as const;

/** A row for each system, one for all, and the failures. */
export function scoreTable(judged: readonly Judged[], listFiles: boolean): string {
  const systems = [...new Set(judged.map(({ log }) => log.system))];
  const rows = [
    ...systems.map((system) =>
      row(
        system,
        judged.filter(({ log }) => log.system === system),
      ),
    ),
    row('all', judged),
  ];
  const head = ['system'.padEnd(10), 'logs'.padStart(5), ...COLUMNS.map((name) => name.padStart(18))].join(
    '',
  );
  return [head, ...rows, ...failures(judged, listFiles)].join('\n');
}

function row(system: string, judged: readonly Judged[]): string {
  return [
    system.padEnd(10),
    String(judged.length).padStart(5),
    ...COLUMNS.map((name) => share(judged, name).padStart(18)),
  ].join('');
}

function share(judged: readonly Judged[], column: (typeof COLUMNS)[number]): string {
  const asked = judged.filter((one) => one[column] !== undefined);
  if (asked.length === 0) return '–';
  const right = asked.filter((one) => one[column]).length;
  return `${right}/${asked.length} ${((100 * right) / asked.length).toFixed(1)} %`;
}

function failures(judged: readonly Judged[], listFiles: boolean): readonly string[] {
  return judged.flatMap((one) => {
    const wrong = COLUMNS.filter((name) => one[name] === false);
    if (wrong.length === 0) return [];
    return listFiles
      ? [`${one.log.name}: ${wrong.join(', ')}`, ...details(one)]
      : [`${one.log.name}: ${wrong.join(', ')}`];
  });
}

function details({ log, reports }: Judged): readonly string[] {
  const [first] = reports;
  return [
    `    label: ${log.title ?? '(none)'} [${log.type ?? ''}]${log.corrupted ? ' corrupted' : ''}`,
    `    found: ${first?.title ?? '(none)'} [${first?.type ?? ''}]${first?.corrupted === undefined ? '' : ` corrupted: ${first.corrupted}`}`,
  ];
}
