import type { RunConfiguration, VerdictKind } from '../../src/api';
import { SAMPLE_ELF } from '../guests/paths';

/** A kind of outcome, and how each of the ways to run a configuration has to tell it. */
export interface ExpectedOutcome {
  readonly kind: VerdictKind | 'notStarted';
  /** What is run: the sample guest's own tests. */
  readonly config: RunConfiguration & { readonly name: string };
  /** Of the command, and of the editor's task. */
  readonly code: number;
  /** What the verdict says, or why there is none. */
  readonly says: RegExp;
  /** What the Test Explorer's tree shows. */
  readonly state: 'Passed' | 'Failed' | 'Errored' | 'Skipped';
  /** Somebody ends it once its last test has begun. */
  readonly isStopped?: boolean;
}

/** The last line before a test that never ends. */
export const BEGUN = '# Subtest: on_request';

type Told = Pick<ExpectedOutcome, 'code' | 'says' | 'state' | 'isStopped'>;

function outcome(
  kind: ExpectedOutcome['kind'],
  fields: Partial<RunConfiguration>,
  told: Told,
): ExpectedOutcome {
  const config: ExpectedOutcome['config'] = {
    type: 'qemu',
    name: `outcome ${kind}`,
    kernel: SAMPLE_ELF,
    memory: 32,
    network: 'none',
    args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    success: [33],
    tests: { protocol: 'ktap' },
    ...fields,
  };
  return { kind, config, ...told };
}

/** All nine. Whoever runs a configuration, and however, gets the same. */
export const OUTCOMES: readonly ExpectedOutcome[] = [
  outcome('passed', { append: 'test' }, { code: 0, says: /The run has passed\./, state: 'Passed' }),
  outcome('failed', { append: 'test fail' }, { code: 1, says: /1 of 8 tests failed\./, state: 'Failed' }),
  outcome(
    'crashed',
    { append: 'test crash' },
    { code: 2, says: /has crashed: PANIC: table_of_sums is damaged/, state: 'Errored' },
  ),
  outcome(
    'stalled',
    { append: 'test stall', tests: { protocol: 'ktap', timeoutSeconds: 3 } },
    { code: 3, says: /has not ended within 3 s\./, state: 'Errored' },
  ),
  outcome(
    'incomplete',
    { append: 'test end' },
    { code: 1, says: /Not all tests have a result\./, state: 'Errored' },
  ),
  outcome(
    'skipped',
    { append: 'test kunit.filter_glob=devices.second_port' },
    { code: 1, says: /No test has run: 1 were skipped\./, state: 'Skipped' },
  ),
  outcome(
    'known',
    { append: 'test known kunit.filter_glob=on_request.is_known' },
    { code: 1, says: /No test has passed: 1 failed as they are known to\./, state: 'Skipped' },
  ),
  outcome(
    'cancelled',
    { append: 'test stall' },
    { code: 130, says: /The run was cancelled\./, state: 'Errored', isStopped: true },
  ),
  outcome(
    'notStarted',
    { kernel: '/no/such/kernel.elf' },
    { code: 4, says: /\/no\/such\/kernel\.elf/, state: 'Errored' },
  ),
];
