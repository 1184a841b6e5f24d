import assert from 'node:assert/strict';
import type { ElfSection } from '../../../symbols/elf';
import { moduleSections } from './moduleSections';

const CODE = 6n;
const DATA = 3n;

function section(name: string, flags: bigint, size: bigint, alignment = 16n): ElfSection {
  return { name, type: 1, flags, address: 0n, offset: 0n, size, link: 0, info: 0, alignment, entrySize: 0n };
}

const START = 0xffffffffc0812000n;
const places = (sections: readonly ElfSection[], is64 = true, start = START): string | undefined =>
  moduleSections(start, sections, is64);

describe('the sections of a kernel module', () => {
  it('the code of a kernel module lies one section after the other from its start, each aligned', () => {
    const sections = [
      section('.note', 0n, 8n),
      section('.text', CODE, 0x123n),
      section('.empty', CODE, 0n),
      section('.text.unlikely', CODE, 0x10n, 0x40n),
    ];
    assert.equal(places(sections), ' -s .text 0xffffffffc0812000 -s .text.unlikely 0xffffffffc0812140');
  });

  it('what a kernel module needs only to start, and its data, lie where no memory is, each elsewhere', () => {
    const sections = [
      section('.init.text', CODE, 0x1001n),
      section('.text', CODE, 0x10n),
      section('.data', DATA, 0x10n),
    ];
    assert.equal(
      places(sections),
      ' -s .init.text 0xdead000000002000 -s .text 0xffffffffc0812000 -s .data 0xdead000000003000',
    );
    assert.equal(
      places(sections, false, 0x7f000000n),
      ' -s .init.text 0xdead2000 -s .text 0x7f000000 -s .data 0xdead3000',
    );
  });

  it('code of a kernel module behind a section that the kernel makes larger has no known place', () => {
    const plt = section('.plt', CODE, 1n);
    assert.equal(places([plt, section('.text', CODE, 0x10n)]), undefined);
    assert.match(
      places([section('.text', CODE, 0x10n), plt]) ?? '',
      /\.text 0xffffffffc0812000 -s \.plt 0xdead/,
    );
  });
});
