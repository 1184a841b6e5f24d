import type { OutputSource } from '../../serial/outputProtocol';
import type { RunKey } from '../runKey';
import type { RunRecord } from './runRecord';

/** What the ports of a kept run have said: files, which are read as those of a machine are. */
export interface KeptOutput extends Pick<RunRecord, 'id' | 'name' | 'startedAt' | 'endedAt' | 'config'> {
  /** One for each port. */
  readonly sources: readonly OutputSource[];
}

/** What is kept of a machine that has ended; undefined when nothing is. */
export type FindKept = (machine: RunKey) => Promise<KeptOutput | undefined>;
