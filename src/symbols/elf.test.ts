import assert from 'node:assert/strict';
import { elfFile, elfNote, type ElfPlan } from '../../test/guests/elf';
import { bytesIn, ElfError, ElfFile, type ElfSymbol, withElf } from './elf';

const read = (bytes: Buffer): Promise<ElfFile> => ElfFile.read(bytesIn(bytes));
const made = (plan: ElfPlan): Promise<ElfFile> => read(elfFile(plan));

async function symbolsOf(elf: ElfFile): Promise<ElfSymbol[]> {
  const found: ElfSymbol[] = [];
  for await (const symbol of elf.symbols()) found.push(symbol);
  return found;
}

const isFault =
  (...faults: string[]) =>
  (error: unknown): boolean =>
    error instanceof ElfError && faults.includes(error.fault);

const SHAPES = [
  { bits: 32, littleEndian: true },
  { bits: 32, littleEndian: false },
  { bits: 64, littleEndian: true },
  { bits: 64, littleEndian: false },
] as const;

describe('the ELF reader', () => {
  for (const shape of SHAPES) {
    const name = `${shape.bits} bits, ${shape.littleEndian ? 'little' : 'big'}-endian`;

    it(`the ELF reader reads header, segments, sections and symbols of a file with ${name}`, async () => {
      const content = Buffer.from('code');
      const elf = await made({
        ...shape,
        machine: 183,
        entry: 0x8000n,
        segments: [{ address: 0x8000n, content, memorySize: 0x20n }],
        symbols: [
          { name: 'main', value: 0x8000n, size: 16n },
          { name: 'domain', value: 0x8010n },
        ],
        sections: { '.comment': { type: 1, content: Buffer.from('made here') } },
      });
      assert.deepEqual([elf.header.is64, elf.header.littleEndian], [shape.bits === 64, shape.littleEndian]);
      assert.deepEqual([elf.header.machine, elf.header.entry], [183, 0x8000n]);
      const [segment] = await elf.segments();
      assert.deepEqual(
        [segment?.physicalAddress, segment?.fileSize, segment?.memorySize],
        [0x8000n, 4n, 0x20n],
      );
      const sections = await elf.sections();
      const comment = sections.find(({ name: section }) => section === '.comment');
      assert.ok(comment);
      assert.equal((await elf.contentOf(comment, 100)).toString(), 'made here');
      assert.deepEqual(
        (await symbolsOf(elf)).map((symbol) => [symbol.name, symbol.value, symbol.size, symbol.type]),
        [
          ['main', 0x8000n, 16n, 2],
          ['domain', 0x8010n, 0n, 2],
        ],
      );
    });
  }

  it('the ELF reader reads the build id from a segment of notes and from a section of notes', async () => {
    const notes = Buffer.concat([
      elfNote('Linux', 1, Buffer.alloc(3)),
      elfNote('GNU', 3, Buffer.from('0123abcd', 'hex')),
    ]);
    const inSegment = await made({ segments: [{ type: 4, content: notes }] });
    assert.equal(await inSegment.buildId(), '0123abcd');
    const inSection = await made({ sections: { '.note': { type: 7, content: notes } } });
    assert.equal(await inSection.buildId(), '0123abcd');
    assert.equal(await (await made({})).buildId(), undefined);
  });

  for (const shape of SHAPES)
    it(`the ELF reader passes over local symbols in a file with ${shape.bits} bits, ${shape.littleEndian ? 'little' : 'big'}-endian`, async () => {
      const symbols = ['own', 'other', '_text', '_end'].map((name) => ({ name, value: 1n }));
      const elf = await made({ ...shape, symbols, locals: 2 });
      const found: string[] = [];
      for await (const { name } of elf.symbols(undefined, 'global')) found.push(name);
      assert.deepEqual(found, ['_text', '_end']);
    });

  it('the ELF reader tells a file without symbols from one that has them', async () => {
    assert.equal(await (await made({})).hasSymbols(), false);
    assert.equal(await (await made({ symbols: [{ name: 'x', value: 1n }] })).hasSymbols(), true);
  });

  it('the ELF reader reads the program that runs this test', async function () {
    if (process.platform !== 'linux') this.skip();
    const bits = await withElf(process.execPath, async (elf) => {
      assert.ok((await elf.segments()).length > 2);
      assert.ok((await elf.sections()).some(({ name }) => name === '.text'));
      let count = 0;
      for await (const { name } of elf.symbols()) {
        if (name !== '') count++;
        if (count > 1000) break;
      }
      assert.ok(count > 100);
      return elf.header.is64;
    });
    assert.equal(typeof bits, 'boolean');
  });

  it('the ELF reader refuses a FIFO instead of waiting for somebody to write into it', async function () {
    if (process.platform === 'win32') this.skip();
    await assert.rejects(
      withElf('/dev/tty', () => Promise.resolve()),
      { code: 'EINVAL' },
    );
  });
});

describe('the ELF reader and hostile files', () => {
  const honest = elfFile({
    segments: [{ content: Buffer.alloc(8) }],
    symbols: [{ name: 'main', value: 1n }],
    sections: { '.note': { type: 7, content: elfNote('GNU', 3, Buffer.alloc(4)) } },
  });
  /** Where the section headers are: the last thing in the file, five of them. */
  const sectionsAt = honest.length - 64 * 5;

  const changed = (change: (bytes: Buffer) => unknown): Promise<ElfFile> => {
    const bytes = Buffer.from(honest);
    change(bytes);
    return read(bytes);
  };

  async function askEverything(elf: ElfFile): Promise<void> {
    await elf.segments();
    await elf.sections();
    await elf.hasSymbols();
    await symbolsOf(elf);
    await elf.buildId();
  }

  it('the ELF reader says so when a file is not ELF, or has no such class', async () => {
    await assert.rejects(read(Buffer.from('#!/bin/sh')), isFault('not-elf'));
    await assert.rejects(read(Buffer.alloc(0)), isFault('not-elf'));
    await assert.rejects(
      changed((bytes) => bytes.writeUInt8(3, 4)),
      isFault('malformed'),
    );
  });

  it('the ELF reader takes a file that is cut off anywhere, with what is left of it or an error of its own', async () => {
    for (let length = 0; length < honest.length; length++) {
      try {
        await askEverything(await read(honest.subarray(0, length)));
        assert.fail(`nothing was missed in ${length} bytes`);
      } catch (error) {
        assert.ok(isFault('not-elf', 'truncated')(error), `${length} bytes: ${String(error)}`);
      }
    }
  });

  it('the ELF reader does not reserve memory for tables that cannot be there', async () => {
    const counts = await changed((bytes) => {
      bytes.writeUInt16LE(0, 60); // the count is in section 0 …
      bytes.writeBigUInt64LE(0xffff_ffff_ffffn, sectionsAt + 32); // … which lies
    });
    await assert.rejects(counts.sections(), isFault('too-large'));
    const entries = await changed((bytes) => bytes.writeUInt16LE(0xffff, 54));
    await assert.rejects(entries.segments(), isFault('truncated'));
    const tiny = await changed((bytes) => bytes.writeUInt16LE(1, 58));
    await assert.rejects(tiny.sections(), isFault('malformed'));
  });

  it('the ELF reader does not believe the size of a symbol table or of its names', async () => {
    const symtab = sectionsAt + 2 * 64;
    const huge = await changed((bytes) => bytes.writeBigUInt64LE(2n ** 62n, symtab + 32));
    await assert.rejects(symbolsOf(huge), isFault('too-large'));
    const long = await changed((bytes) => bytes.writeBigUInt64LE(24n * 1000n, symtab + 32));
    await assert.rejects(symbolsOf(long), isFault('truncated'));
    const strange = await changed((bytes) => bytes.writeBigUInt64LE(2n ** 40n, symtab + 56));
    await assert.rejects(symbolsOf(strange), isFault('malformed'));
    const nameless = await changed((bytes) => bytes.writeUInt32LE(99, symtab + 40));
    await assert.rejects(symbolsOf(nameless), isFault('malformed'));
  });

  it('the ELF reader survives any single byte that is changed', async () => {
    for (let at = 0; at < honest.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        try {
          await askEverything(await changed((bytes) => bytes.writeUInt8(value, at)));
        } catch (error) {
          assert.ok(error instanceof ElfError, `byte ${at}: ${String(error)}`);
        }
      }
    }
  });

  it('the ELF reader cuts a name that has no end', async () => {
    const names = Buffer.alloc(1_000_000, 'x');
    const elf = await made({ symbols: [{ name: names.toString(), value: 1n }] });
    const [symbol] = await symbolsOf(elf);
    assert.equal(symbol?.name.length, 64 * 1024);
  });

  it('the ELF reader stops in the middle of many symbols when it is told to', async () => {
    const symbols = Array.from({ length: 20_000 }, (_, index) => ({ name: 's', value: BigInt(index) }));
    const stop = new AbortController();
    let count = 0;
    const counting = async (): Promise<void> => {
      for await (const _ of (await made({ symbols })).symbols(stop.signal)) {
        if (++count === 10) stop.abort(new Error('enough'));
      }
    };
    await assert.rejects(counting(), /enough/);
    assert.ok(count < 10_000);
  });
});
