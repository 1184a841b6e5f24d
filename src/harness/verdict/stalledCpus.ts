import type { TaskGroup } from '../../concurrency/taskGroup';
import { processorPlaces } from '../../machine/crash/processorPlaces';
import type { Machine } from '../../machine/machine';
import { runSymbols } from './runSymbols';

/**
 * Where each processor of a machine stands, a sentence each: what a run that has stalled is to be understood by.
 * @throws `signal.reason` of the group.
 */
export function stalledCpus(machine: Machine, tasks: TaskGroup): Promise<readonly string[]> {
  return processorPlaces(machine, runSymbols(machine, tasks), tasks.signal);
}
