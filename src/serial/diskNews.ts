/**
 * How full a disk is to which a machine's output goes. `low`: it will soon be full. `full`: nothing more can be
 * written, and output is being lost. `enough`: there is space again.
 */
export interface DiskNews {
  readonly state: 'low' | 'full' | 'enough';
  /** A directory on that disk. */
  readonly path: string;
  readonly freeBytes: number;
}
