import { asRecord, type QmpArguments } from '../qmp/messages';

/** What a monitor command does to the running guest, if its events alone do not tell. */
export type Effect =
  /** It stops the guest, as its sender wanted. */
  | { readonly kind: 'pause' }
  /** It stops the guest and lets it go on, on its way to something else. */
  | { readonly kind: 'busy' }
  /** The same, and it goes on as a job of this id after the command has returned. */
  | { readonly kind: 'job'; readonly id: string }
  | { readonly kind: 'none' };

const BUSY = new Set([
  'dump-guest-memory',
  'migrate',
  'savevm',
  'loadvm',
  'dump-guest-memory',
  'snapshot_blkdev',
]);
const JOBS = new Set(['snapshot-save', 'snapshot-load', 'snapshot-delete']);

/** HMP takes any unambiguous prefix; these are the ones that people type. */
const HMP_STOP = new Set(['stop', 's']);

export function effectOf(command: string, args: QmpArguments): Effect {
  if (command === 'human-monitor-command') return effectOfLine(asRecord(args)['command-line']);
  if (command === 'stop') return { kind: 'pause' };
  if (BUSY.has(command)) return { kind: 'busy' };
  const id = args['job-id'];
  return JOBS.has(command) && typeof id === 'string' ? { kind: 'job', id } : { kind: 'none' };
}

function effectOfLine(line: unknown): Effect {
  const word = typeof line === 'string' ? (line.trim().split(/\s+/)[0] ?? '') : '';
  if (HMP_STOP.has(word)) return { kind: 'pause' };
  return BUSY.has(word) ? { kind: 'busy' } : { kind: 'none' };
}

/** The job that an event says is over; undefined for any other event. */
export function endedJob(name: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const over = name === 'JOB_STATUS_CHANGE' && (data['status'] === 'concluded' || data['status'] === 'null');
  return over && typeof data['id'] === 'string' ? data['id'] : undefined;
}
