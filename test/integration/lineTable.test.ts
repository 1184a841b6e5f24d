import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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

  it('the line table is read from sections that are compressed', () =>
    isAsSymbolized(compiled('packed', '-g', '-gz=zlib')));
});
