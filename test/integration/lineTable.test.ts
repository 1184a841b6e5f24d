import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withElf } from '../../src/symbols/elf';
import { lineSequences } from '../../src/symbols/lineTable';
import { crossGuest } from '../guests/cross';
import { SAMPLE_ELF } from '../guests/guests';
import { LONG_MAIN_C } from '../guests/long';
import { hex } from '../support/binutils';
import { guard } from '../support/until';

/** As a kernel module is: linked to nothing, with a part that only its start needs. */
const MODULE_C = `
static volatile int seen;
__attribute__((noinline)) static int twice(int value) {
  if (value > 9)
    seen = value;
  return 2 * value;
}
int probe(int value) {
  while (value < 5)
    value = twice(value) + 1;
  return value;
}
__attribute__((section(".init.text"))) int start(void) {
  seen = 3;
  return probe(seen);
}
`;

describe('the line table of real programs', function () {
  this.timeout(60_000);

  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-lines-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  /** Each row that has code: its address, and `file:line`. */
  async function rowsOf(file: string): Promise<(readonly [bigint, string])[]> {
    const found: (readonly [bigint, string])[] = [];
    await withElf(file, async (elf) => {
      for await (const { start, rows, files, length } of lineSequences(elf, guard()))
        rows.forEach(({ offset, file: index, line }, at) => {
          if ((rows[at + 1]?.offset ?? length) > offset && line > 0)
            found.push([start + BigInt(offset), `${basename(files[index] ?? '')}:${line}`]);
        });
    });
    return found;
  }

  /** Not `addr2line`, which gives lines of functions in headers to the file that includes them. */
  function symbolized(file: string, addresses: readonly bigint[]): string[] {
    const input = addresses.map((address) => `${hex(address)}\n`).join('');
    const options = ['--functions=none', '--no-inlines', `--obj=${file}`];
    const text = execFileSync('llvm-symbolizer', options, { input, encoding: 'utf8' });
    return text.match(/^.+(?=:\d+$)/gm)?.map((place) => basename(place)) ?? [];
  }

  async function isAsSymbolized(file: string): Promise<void> {
    const rows = await rowsOf(file);
    assert.ok(rows.length > 5);
    const told = symbolized(
      file,
      rows.map(([address]) => address),
    );
    assert.deepEqual(
      rows.map(([, place]) => place),
      told,
    );
  }

  const compiled = (name: string, ...options: readonly string[]): string => {
    const file = join(folder, name);
    const code = ['-O2', '-ffreestanding', '-fno-pic', '-no-pie', '-nostdlib', '-static', '-Wl,-e,kmain'];
    const sections = ['-ffunction-sections', '-Wl,--gc-sections'];
    execFileSync('gcc', [...code, ...sections, ...options, '-o', file, LONG_MAIN_C], { stdio: 'pipe' });
    return file;
  };

  it('the line table has the lines that llvm-symbolizer tells, for programs of three processors', async () => {
    await isAsSymbolized(SAMPLE_ELF);
    for (const arch of ['aarch64', 'riscv64'] as const) {
      const { kernel = '' } = crossGuest(arch, folder);
      await isAsSymbolized(kernel);
    }
  });

  for (const version of [2, 3, 4, 5])
    it(`the line table has the lines that llvm-symbolizer tells, in DWARF ${version}`, () =>
      isAsSymbolized(compiled(`dwarf${version}`, `-gdwarf-${version}`, '-gstrict-dwarf')));

  /** An object file, and the same linked so that its `.text` begins at an address. */
  function objectAnd(linkedAt: bigint, prefix: string, ...options: readonly string[]): [string, string] {
    const [object, linked] = [join(folder, `${prefix}module.o`), join(folder, `${prefix}module.elf`)];
    const source = join(folder, 'module.c');
    writeFileSync(source, MODULE_C);
    execFileSync(`${prefix}gcc`, ['-g', '-O2', '-ffreestanding', ...options, '-c', '-o', object, source]);
    const place = `-Ttext=0x${linkedAt.toString(16)}`;
    const emulation = options.includes('-m32') ? ['-m', 'elf_i386'] : [];
    execFileSync(`${prefix}ld`, [
      ...emulation,
      place,
      '--section-start=.init.text=0x200000',
      '--no-relax',
      '-e',
      'probe',
      '-o',
      linked,
      object,
    ]);
    return [object, linked];
  }

  for (const [prefix, ...options] of [
    ['', '-m64'],
    ['', '-m32'],
    ['', '-m64', '-gdwarf-4', '-gz=zlib'],
    ['aarch64-linux-gnu-'],
    ['riscv64-linux-gnu-'],
  ] as const)
    it(`the line table of an object file is that of the linked one, for ${[prefix, ...options].join(' ')}`, async () => {
      const at = 0x10_0000n;
      const [object, linked] = objectAnd(
        at,
        prefix,
        ...options,
        '-fno-pic',
        '-fno-asynchronous-unwind-tables',
      );
      const [rows, moved] = [await rowsOf(object), await rowsOf(linked)];
      assert.ok(rows.length > 5, `${rows.length} rows`);
      // What only its start needs lies elsewhere.
      const text = moved.filter(([address]) => address < at + 0x1000n);
      assert.ok(text.length < moved.length);
      assert.deepEqual(
        rows.map(([address, place]) => [address + at, place]),
        text,
      );
    });

  it('the line table is read from sections that are compressed', () =>
    isAsSymbolized(compiled('packed', '-g', '-gz=zlib')));
});
