import assert from 'node:assert/strict';
import { pagingOf } from '../pagingOf';
import type { Access } from '../words/access';
import { noPagingText, walkText } from './walkText';
import { walk, type ReadPhysical } from './walk';

type Registers = Readonly<Record<string, bigint>>;
type Entries = Readonly<Record<number, bigint>>;

/** Physical memory with these entries and nothing but zeros else, up to an end. */
function memory(entries: Entries, end = 0x10_0000n): ReadPhysical & { reads: number } {
  const read = (address: bigint): Promise<bigint | undefined> => {
    read.reads++;
    return Promise.resolve(address >= end ? undefined : (entries[Number(address)] ?? 0n));
  };
  read.reads = 0;
  return read;
}

async function told(
  registers: Registers,
  entries: Entries,
  address: bigint,
  access?: Access,
): Promise<string> {
  const paging = pagingOf(new Map(Object.entries(registers)), address);
  if (typeof paging === 'string') return noPagingText(paging, address) ?? paging;
  return walkText(await walk(paging, address, memory(entries)), address, access);
}

const READ: Access = { kind: 'read', user: false };
const WRITE: Access = { kind: 'write', user: false };
const USER: Access = { kind: 'read', user: true };
const EXECUTE: Access = { kind: 'execute', user: false };

describe('page tables of x86 processors', () => {
  const LONG = { cr0: 0x8001_0001n, cr3: 0x1000n, cr4: 0x20n, efer: 0xd00n };

  it('four levels are walked to the page', async () => {
    const entries = { 0x1ff8: 0x2003n, 0x2ff0: 0x3003n, 0x3000: 0x4003n, 0x4008: 0xabc003n };
    assert.equal(
      await told(LONG, entries, 0xffff_ffff_8000_1234n),
      '0xffffffff80001234 is mapped to 0xabc234.',
    );
  });

  it('five levels are walked when the processor has them, and an address beyond four is outside without', async () => {
    const entries = { 0x1008: 0x2003n, 0x2000: 0x3003n, 0x3000: 0x4003n, 0x4000: 0x5003n, 0x5000: 0x6003n };
    const address = 1n << 48n;
    assert.equal(
      await told({ ...LONG, cr4: 0x1020n }, entries, address),
      '0x1000000000000 is mapped to 0x6000.',
    );
    assert.equal(
      await told(LONG, entries, address),
      '0x1000000000000 lies outside of what page tables can map.',
    );
  });

  it('large pages of 1 GiB and 2 MiB end a walk', async () => {
    const entries = { 0x1000: 0x2003n, 0x2000: 0x4000_0083n, 0x2008: 0x3003n, 0x3008: 0x80_0083n };
    assert.equal(await told(LONG, entries, 0x1234_5678n), '0x12345678 is mapped to 0x52345678.');
    assert.equal(await told(LONG, entries, 0x4020_0010n), '0x40200010 is mapped to 0x800010.');
  });

  it('the entry that stands in the way is named, whichever level it is in', async () => {
    const entries = { 0x1000: 0x2001n, 0x2000: 0x3003n, 0x3000: 0x4003n, 0x4000: (1n << 63n) | 0x5003n };
    assert.equal(
      await told(LONG, entries, 0x10n, WRITE),
      '0x10 is mapped to 0x5010, but entry 0 of the PML4 (at 0x1000: 0x2001) does not allow writing.',
    );
    assert.match(
      await told(LONG, entries, 0x10n, EXECUTE),
      /entry 0 of the PT .* does not allow execution\.$/,
    );
    assert.match(await told(LONG, entries, 0x10n, USER), /entry 0 of the PML4 .* is for kernel mode only\.$/);
    assert.equal(await told(LONG, entries, 0x10n, READ), '0x10 is mapped to 0x5010.');
    // Without CR0.WP kernel mode writes anywhere.
    assert.equal(
      await told({ ...LONG, cr0: 0x8000_0001n }, entries, 0x10n, WRITE),
      '0x10 is mapped to 0x5010.',
    );
  });

  it('kernel mode executes no page of user mode when the processor is told so', async () => {
    const entries = { 0x1000: 0x2007n, 0x2000: 0x3007n, 0x3000: 0x4007n, 0x4000: 0x5007n };
    const registers = { ...LONG, cr4: 0x10_0020n };
    assert.match(
      await told(registers, entries, 0n, EXECUTE),
      /entry 0 of the PT .* is for user mode only\.$/,
    );
  });

  it('PAE has three levels, the first of them of four entries', async () => {
    const registers = { cr0: 0x8000_0001n, cr3: 0x1020n, cr4: 0x20n, efer: 0n };
    const entries = { 0x1038: 0x2001n, 0x2ff8: 0x3003n, 0x3ff8: 0x4003n };
    assert.equal(await told(registers, entries, 0xffff_f123n), '0xfffff123 is mapped to 0x4123.');
    assert.match(
      await told(registers, entries, 0x10n),
      /entry 0 of the PDPT \(at 0x1020: 0x0\) is not valid\.$/,
    );
  });

  it('two levels have pages of 4 MiB only if the processor is told so', async () => {
    const registers = { cr0: 0x8000_0001n, cr3: 0x1000n, cr4: 0x10n };
    const entries = { 0x1004: 0x80_2083n, 0x2000: 0x9003n };
    assert.equal(await told(registers, entries, 0x40_0010n), '0x400010 is mapped to 0x100800010.');
    const small = { ...registers, cr4: 0n };
    assert.match(
      await told(small, { 0x1004: 0x2083n, 0x2000: 0x9003n }, 0x40_0010n),
      /is mapped to 0x9010\.$/,
    );
  });

  it('a table that is not in memory is said to be missing', async () => {
    const entries = { 0x1000: 0x7fff_f003n };
    assert.equal(
      await told(LONG, entries, 0x10n),
      '0x10 cannot be looked up: the PDPT at 0x7ffff000 is not in memory.',
    );
  });

  it('without paging there is nothing to walk', async () => {
    assert.equal(await told({ ...LONG, cr0: 1n }, {}, 0x10n), 'Page tables are off.');
  });

  it('a walk through tables that lead into themselves ends at the last level', async () => {
    const registers = new Map(Object.entries({ ...LONG, cr4: 0x1020n }));
    const paging = pagingOf(registers, 0n);
    assert.ok(typeof paging === 'object');
    const looped = memory({ 0x1000: 0x1003n });
    const { end } = await walk(paging, 0n, looped);
    assert.deepEqual([end.kind, looped.reads], ['mapped', 5]);
  });
});

describe('page tables of arm64 processors', () => {
  /** 48 bits below, 39 bits above, 4 KiB both. */
  const BOTH = { sctlr: 1n, tcr_el1: 0x8019_0010n, ttbr0_el1: 0x1000n, ttbr1_el1: 0x8000n };

  it('the lower half begins at level 0 with 48 bits, the upper one at level 1 with 39', async () => {
    const entries = {
      0x1000: 0x2003n,
      0x2000: 0x3003n,
      0x3000: 0x4003n,
      0x4008: 0x40_0000_5403n,
      0x8000: 0x6003n,
    };
    assert.equal(await told(BOTH, entries, 0x1234n), '0x1234 is mapped to 0x4000005234.');
    assert.match(
      await told(BOTH, entries, 0xffff_ff80_0020_0000n),
      /entry 1 of the level 2 table \(at 0x6008: 0x0\) is not valid\.$/,
    );
  });

  it('a block ends a walk, but not at level 0', async () => {
    const entries = { 0x1000: 0x2003n, 0x2000: 0x4000_0401n, 0x1008: 0x401n };
    assert.equal(await told(BOTH, entries, 0x12_3456n), '0x123456 is mapped to 0x40123456.');
    assert.match(
      await told(BOTH, entries, 0x80_0000_0000n),
      /entry 1 of the level 0 table .* is not valid\.$/,
    );
  });

  it('the rights of pages and tables are told', async () => {
    const entries = { 0x1000: (1n << 62n) | 0x2003n, 0x2000: (1n << 53n) | 0x4000_04c1n };
    assert.match(
      await told(BOTH, entries, 0x10n, WRITE),
      /entry 0 of the level 0 table .* does not allow writing\.$/,
    );
    assert.match(
      await told(BOTH, entries, 0x10n, EXECUTE),
      /entry 0 of the level 1 table .* is for user mode only\.$/,
    );
    const kernels = { 0x1000: 0x2003n, 0x2000: 0x4000_0401n };
    assert.match(await told(BOTH, kernels, 0x10n, USER), /is for kernel mode only\.$/);
  });

  it('an address between the halves is outside, and so is one in a half that is off', async () => {
    assert.match(await told(BOTH, {}, 1n << 48n), /lies outside/);
    assert.match(await told(BOTH, {}, 0xfff0_0000_0000_0000n), /lies outside/);
    assert.match(await told({ ...BOTH, tcr_el1: BOTH.tcr_el1 | (1n << 7n) }, {}, 0n), /lies outside/);
  });

  it('a tag in the topmost byte does not count when the processor ignores it', async () => {
    const entries = { 0x1000: 0x2003n, 0x2000: 0x4000_0401n };
    const tagged = { ...BOTH, tcr_el1: BOTH.tcr_el1 | (1n << 37n) };
    assert.match(await told(tagged, entries, 0xab00_0000_0000_0010n), /is mapped to 0x40000010\.$/);
    assert.match(await told(BOTH, entries, 0xab00_0000_0000_0010n), /lies outside/);
  });

  it('page tables of another page size are left alone', async () => {
    assert.equal(await told({ ...BOTH, tcr_el1: 0x8019_4010n }, {}, 0n), 'unknown');
  });
});

describe('page tables of RISC-V processors', () => {
  const SV39 = { satp: (8n << 60n) | 1n, mstatus: 0n };

  it('three levels are walked, and four and five where satp says so', async () => {
    const entries = { 0x1000: 0x801n, 0x2000: 0xc01n, 0x3008: 0x14cfn };
    assert.equal(await told(SV39, entries, 0x1234n, EXECUTE), '0x1234 is mapped to 0x5234.');
    const four = { ...SV39, satp: (9n << 60n) | 1n };
    assert.match(await told(four, entries, 0x1234n), /entry 0 of the level 1 table \(at 0x3000: 0x0\)/);
    assert.match(
      await told({ ...SV39, satp: (10n << 60n) | 1n }, {}, 1n << 55n),
      /entry 128 of the level 4 table/,
    );
  });

  it('a large page that is not aligned is not valid, nor is one that is only writable', async () => {
    const entries = { 0x1000: 0x4ffn, 0x1008: 0x1000_00c5n, 0x1010: 0x2000_00cfn };
    for (const page of [0n, 1n])
      assert.match(await told(SV39, entries, page << 30n), /of the level 2 table .* is not valid\.$/);
    assert.match(await told(SV39, entries, 2n << 30n), /is mapped to 0x80000000\.$/);
  });

  it('kernel mode may touch pages of user mode only if the status says so', async () => {
    const entries = { 0x1000: 0x2000_00dfn };
    assert.match(await told(SV39, entries, 0x10n, READ), /is for user mode only\.$/);
    assert.match(
      await told({ ...SV39, mstatus: 1n << 18n }, entries, 0x10n, READ),
      /is mapped to 0x80000010\.$/,
    );
    assert.match(
      await told({ ...SV39, mstatus: 1n << 18n }, entries, 0x10n, EXECUTE),
      /is for user mode only\.$/,
    );
    const kernels = { 0x1000: 0x2000_00c7n };
    assert.match(await told(SV39, kernels, 0x10n, USER), /is for kernel mode only\.$/);
    assert.match(await told(SV39, kernels, 0x10n, EXECUTE), /does not allow execution\.$/);
  });

  it('Sv32 is walked by a processor of 32 bits', async () => {
    const registers = { satp: 0x8000_0001n, misa: 0x4000_0000n };
    assert.equal(
      await told(registers, { 0x1004: 0x801n, 0x2004: 0x14cfn }, 0x40_1234n),
      '0x401234 is mapped to 0x5234.',
    );
  });

  it('a bare processor has no page tables', async () => {
    assert.equal(await told({ satp: 0n }, {}, 0x10n), 'Page tables are off.');
  });
});
