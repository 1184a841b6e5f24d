import type { CrashReport } from '../../crash/report';

/** Processors of the largest machines of QEMU's. */
const MOST_CPUS = 4096;

/** The processor that crashed, from 0, where the report tells: as Linux says it, or as its console's prefix does. */
export function crashedCpu({ tasks, context }: Pick<CrashReport, 'tasks' | 'context'>): number | undefined {
  const told = tasks.find(({ cpu }) => cpu !== undefined)?.cpu ?? /^C(\d{1,4})$/.exec(context ?? '')?.[1];
  const cpu = Number(told);
  return told !== undefined && Number.isSafeInteger(cpu) && cpu >= 0 && cpu < MOST_CPUS ? cpu : undefined;
}
