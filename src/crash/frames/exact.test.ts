import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readCorpus, type LabelledLog } from '../../../test/support/crash/labelledLog';
import { readCrashes } from '../readText';

const SAMPLES = join(__dirname, '../../../test/crash/samples');

describe('the first frame of a stack', () => {
  let logs: readonly LabelledLog[];
  before(async () => (logs = await readCorpus(SAMPLES, undefined)));

  /** `=` where the processor was, `?` for what nobody vouches for; other addresses are to return to. */
  function framesIn(sample: string): readonly string[] {
    const log = logs.find(({ name }) => name === sample)?.log;
    assert.ok(log, sample);
    const [report] = readCrashes(log);
    assert.ok(report, sample);
    return report.frames.map(
      ({ address, symbol, exact, doubtful }) =>
        `${exact ? '=' : ''}${doubtful ? '?' : ''}${symbol ?? address ?? ''}`,
    );
  }

  for (const [what, sample, expected] of [
    [
      'U-Boot on arm64, as it runs, before its caller',
      'uboot/synchronousAbort',
      ['=00000000bffa1b4c', '?00000000bffa1b20'],
    ],
    ['U-Boot on arm, as it runs, before its caller', 'uboot/dataAbort', ['=7ff5b6a4', '?7ff5b690']],
    [
      'U-Boot on RISC-V, as it runs, before its caller',
      'uboot/riscvFault',
      ['=000000008ff7a1b2', '?000000008ff7a19e'],
    ],
    [
      'EDK2 on arm64, before those to return to',
      'edk2/armDebug',
      ['=0000BF5C7A28', '0000BF5C70B0', '0000BFA3A1B4'],
    ],
    ['a release of EDK2 on arm64', 'edk2/armRelease', ['=000000004C3B4298']],
    ['a release of EDK2 on x86, whose image has no name', 'edk2/release', ['=E2D8F55']],
    ['xv6 on RISC-V, from the line before its panic', 'xv6/riscvTrap', ['=80001c82']],
    ['the sample guest at a fault', 'sample/pageFault', ['=00100f3c']],
    ['OpenSBI', 'opensbi/trap', ['=000000008000d6c4']],
  ] as const)
    it(`the first frame of a stack is where the processor was in ${what}`, () =>
      assert.deepEqual(framesIn(sample), expected));

  it('the first frame of a stack is behind the call when the sample guest panics of its own', () => {
    const [first] = framesIn('sample/panic');
    assert.match(first ?? '', /^[0-9a-f]{8}$/);
  });

  it('the first frame of a stack is there once, although Linux on x86 prints its registers once more behind the stack', () => {
    const frames = framesIn('linux/moduleOops');
    assert.deepEqual(frames.slice(0, 2), ['=write_through', 'set_fault']);
    assert.equal(frames.at(-1), 'entry_SYSCALL_64_after_hwframe');
  });

  it('the first frame of a stack is there once, although Linux on RISC-V prints it with the registers and in the stack', () => {
    const frames = framesIn('linux/riscvOops');
    assert.deepEqual(frames.slice(0, 3), ['=demo_read', 'vfs_read', 'ksys_read']);
  });
});
