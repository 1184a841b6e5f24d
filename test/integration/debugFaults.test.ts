import assert from 'node:assert/strict';
import { pagingOf } from '../../src/faults/pagingOf';
import { walk } from '../../src/faults/walk/walk';
import { physicalReader } from '../../src/debug/fault/monitorMemory';
import { faultGuest, type ProvokedFault } from '../guests/faults';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish } from '../support/sampleDebug';

/** Pages that are asked about, mapped and not, of each guest. */
const ASKED_PAGES = 64;

describe('a guest that faults', () => {
  let room: DebugRoom;
  let driver: DebugDriver;
  beforeEach(async () => {
    room = await DebugRoom.open();
  });
  afterEach(async function () {
    if (!this.currentTest?.isFailed()) await finish(driver);
    await room.closeEmpty(this.currentTest);
  });

  /** What a session with GDB, or without, says about the fault, at a function of the guest. */
  async function toldAt(fault: ProvokedFault, name: string): Promise<string> {
    driver = await room.session({
      ...faultGuest(fault, room.room.scratch),
      request: 'launch',
      stopOnSymbol: name,
    });
    await driver.begin('launch');
    await driver.stopped('entry');
    const frame = await driver.at(name);
    const { variables } = await driver.scope(frame, 'Registers');
    const told = variables.find((variable) => variable.name === 'Last fault')?.value ?? '';
    assert.ok(variables.length > 10, 'the registers are there, too');
    return told;
  }

  const hmp = (line: string): Promise<string> => room.machine.hmp(line);

  /** `vaddr: paddr flags`, a page a line. */
  async function pagesOfTlb(): Promise<Map<bigint, { physical: bigint; flags: string }>> {
    const lines = [...(await hmp('info tlb')).matchAll(/^([0-9a-f]+): ([0-9a-f]+) (\S+)$/gm)];
    return new Map(
      lines.map(([, at = '', to = '', flags = '']) => [
        BigInt(`0x${at}`),
        { physical: BigInt(`0x${to}`), flags },
      ]),
    );
  }

  it('a write to a page that is not there, in long mode, is told with the table whose entry is missing', async () => {
    const told = await toldAt('x86_64', 'on_fault');
    assert.match(
      told,
      /^Page fault \(#PF\)\. A write to 0x605010 in kernel mode failed: no page is mapped there\. 0x605010 is not mapped: entry 5 of the PT \(at 0x[0-9a-f]+: 0x0\) is not valid\.$/,
    );
    const mapped = await pagesOfTlb();
    assert.equal(mapped.has(0x605000n), false);
    assert.equal(mapped.has(0x602000n), true);
  });

  it('deep in its handler, the page fault is told without what only the stack had', async () => {
    const told = await toldAt('x86_64', 'in_handler');
    assert.match(told, /^The last page fault was at 0x605010\. 0x605010 is not mapped: entry 5 of the PT /);
  });

  it('a page fault without a handler is told where the triple fault stopped the guest', async () => {
    driver = await room.session({ ...faultGuest('x86_64-triple', room.room.scratch), request: 'launch' });
    await driver.begin('launch');
    const { text } = await driver.stopped('exception');
    assert.match(text ?? '', /triple fault/);
    const [frame] = await driver.frames();
    assert.ok(frame);
    const { variables } = await driver.scope(frame, 'Registers');
    assert.match(
      variables[0]?.value ?? '',
      /^The last page fault was at 0x605010\. .* is not valid\. The interrupt table \(IDT\) at 0x0 has no handler for page faults\.$/,
    );
  });

  it('a write to a page that is read-only is told with the entry that forbids it', async () => {
    const told = await toldAt('x86_64-readonly', 'on_fault');
    assert.match(
      told,
      /failed: the page is mapped, but does not allow it\. 0x602010 is mapped to 0x200010, but entry 2 of the PT \(at 0x[0-9a-f]+: 0x[0-9a-f]*1\) does not allow writing\.$/,
    );
    const mapped = await pagesOfTlb();
    assert.deepEqual(mapped.get(0x602000n)?.flags.includes('W'), false);
    assert.deepEqual(mapped.get(0x603000n)?.flags.includes('W'), true);
  });

  it('a read from a page that is not there, by 32-bit page tables, is told with the table whose entry is missing', async () => {
    const told = await toldAt('i386', 'on_fault');
    assert.match(
      told,
      /A read of 0xc05010 in kernel mode failed: no page is mapped there\. 0xc05010 is not mapped: entry 5 of the PT \(at 0x[0-9a-f]+: 0x0\) is not valid\.$/,
    );
    assert.doesNotMatch(await hmp('info mem'), /0c05000/);
  });

  it('a data abort of an arm64 guest is told with the level that its syndrome names, too', async () => {
    const told = await toldAt('aarch64', 'on_fault');
    assert.match(
      told,
      /^Data abort\. A write to 0x40a05010 in kernel mode failed: the level 3 table has no valid entry for it\. 0x40a05010 is not mapped: entry 5 of the level 3 table \(at 0x[0-9a-f]+: 0x0\) is not valid\.$/,
    );
    assert.match(await hmp('gva2gpa 0x40a05010'), /Unmapped/);
  });

  it('a load page fault of a riscv64 guest is told with the table whose entry is missing', async () => {
    const told = await toldAt('riscv64', 'on_fault');
    assert.match(
      told,
      /^A read of 0xc0a05010 in kernel mode failed: the page tables do not allow it\. 0xc0a05010 is not mapped: entry 5 of the level 0 table \(at 0x[0-9a-f]+: 0x0\) is not valid\.$/,
    );
    const mapped = await hmp('info mem');
    assert.match(mapped, /00000000c0a02000 0000000080200000 0000000000001000/);
    assert.doesNotMatch(mapped, /c0a05000/);
  });

  it('without GDB, a fault is told among the registers, too', async () => {
    const { kernel, ...machine } = faultGuest('riscv64', room.room.scratch);
    driver = await room.session({ ...machine, kernel, request: 'launch', debugger: 'none' });
    await driver.begin('launch');
    await driver.ask('pause', { threadId: 1 });
    await driver.stopped('pause');
    const [frame] = await driver.frames();
    assert.ok(frame);
    const { variables } = await driver.scope(frame, 'Registers');
    assert.match(variables[0]?.value ?? '', /^A read of 0xc0a05010 in kernel mode failed/);
  });

  for (const fault of ['x86_64', 'i386'] as const)
    it(`the page tables of ${fault} are walked to where QEMU finds each page`, async () => {
      await toldAt(fault, 'in_handler');
      const mapped = await pagesOfTlb();
      const registers = new Map(
        [...(await hmp('info registers')).matchAll(/\b(CR0|CR3|CR4|EFER)=([0-9a-f]+)/g)].map(
          ([, name = '', value = '']) => [name.toLowerCase(), BigInt(`0x${value}`)],
        ),
      );
      const high = Array.from({ length: ASKED_PAGES }, (_, page) => (0x600n + BigInt(page)) << 12n);
      const low = Array.from({ length: ASKED_PAGES }, (_, page) => BigInt(page * 7) << 12n);
      for (const address of [...high, ...low]) {
        const paging = pagingOf(registers, address);
        assert.ok(typeof paging === 'object');
        const { end } = await walk(paging, address, physicalReader(hmp));
        // Of a large page, QEMU has one line.
        const found =
          mapped.get(address) ??
          (fault === 'i386' && address < 0x40_0000n ? { physical: address } : undefined);
        assert.equal(
          end.kind === 'mapped' ? end.physical : undefined,
          found?.physical,
          `0x${address.toString(16)}`,
        );
      }
    });
});
