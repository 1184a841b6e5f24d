import assert from 'node:assert/strict';
import { ElfError } from '../elf';
import { DataReader } from './dataReader';
import { sequencesOf } from './lineProgram';
import { readUnit } from './unitHeader';

/** `DW_LNE_set_address` and `DW_LNE_end_sequence`. */
const at = (address: number): number[] => [0, 5, 2, ...words(address)];
const END = [0, 1, 1];
const words = (value: number): number[] =>
  [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 0xff);
const text = (...texts: readonly string[]): number[] =>
  texts.flatMap((each) => [...Buffer.from(`${each}\0`)]);

/** What both versions have: steps of one byte, statements, lines from -3 on in a range of 12, 13 standard operations. */
const NUMBERS = [1, 1, 1, 0xfd, 12, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];

function unit(version: number, paths: readonly number[], program: readonly number[]): number[] {
  const head = [...NUMBERS, ...paths];
  const rest = [...(version === 5 ? [8, 0] : []), ...words(head.length), ...head, ...program];
  return [...words(2 + rest.length), version, 0, ...rest];
}

const PATHS_4 = [...text('/src', 'lib', ''), ...text('main.c'), 1, 0, 0, ...text('x.h'), 2, 0, 0, 0];
/** Directories and files, each a text and, for files, a byte for the directory. */
const PATHS_5 = [
  ...[1, 1, 0x08, 2, ...text('/home/me', 'lib')],
  ...[2, 1, 0x08, 2, 0x0b, 3, ...text('main.c'), 0, ...text('/abs/y.c'), 1, ...text('z.h'), 1],
];

const NO_TEXTS = { lineTexts: Buffer.alloc(0), texts: Buffer.alloc(0) };

function read(bytes: readonly number[]) {
  const found = readUnit(new DataReader(Buffer.from(bytes), true), NO_TEXTS);
  assert.ok(found);
  return { files: found.header.files, sequences: [...sequencesOf(found)] };
}

describe('the line table', () => {
  it('the line table has the files of version 4 and of version 5, with their directories', () => {
    assert.deepEqual(read(unit(4, PATHS_4, [])).files, ['', '/src/main.c', 'lib/x.h']);
    assert.deepEqual(read(unit(5, PATHS_5, [])).files, ['/home/me/main.c', '/abs/y.c', '/home/me/lib/z.h']);
  });

  it('the line table’s program makes rows of all its operations', () => {
    const program = [
      ...at(0x1000),
      ...[3, 9, 1], // line 10
      ...[2, 0x80, 1, 3, 0x7f, 1], // 128 bytes on, a line back
      13 + 12 * 2 + 4, // special, the base of which is 13: two bytes on, the next line
      ...[4, 2, 6, 8, 1], // another file, no statement, 20 bytes on
      ...[9, 4, 0, 5, 7, 10, 11, 12, 3], // four bytes on; column, block, prologue, epilogue, instruction set
      ...END,
    ];
    const { sequences } = read(unit(4, PATHS_4, program));
    const [sequence] = sequences;
    assert.deepEqual([sequences.length, sequence?.start, sequence?.length], [1, 0x1000n, 154]);
    assert.deepEqual(
      sequence?.rows.map(({ offset, file, line, isStatement }) => [offset, file, line, isStatement]),
      [
        [0, 1, 10, true],
        [128, 1, 9, true],
        [130, 1, 10, true],
        [150, 2, 10, false],
      ],
    );
  });

  it('the line table drops a sequence that contradicts itself, and goes on with the next one', () => {
    const backwards = [...at(0x1000), 1, ...at(0x800), 1, ...END];
    const endless = [...at(0x1000), 1, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1, ...END];
    const { sequences } = read(
      unit(4, PATHS_4, [...backwards, 1, ...END, ...endless, ...at(0x2000), 1, 2, 4, ...END]),
    );
    assert.deepEqual(
      sequences.map(({ start, length }) => [start, length]),
      [[0x2000n, 4]],
    );
  });

  it('the line table of an unknown version is passed over', () => {
    const reader = new DataReader(Buffer.from([...unit(9, PATHS_4, []), ...unit(4, PATHS_4, [])]), true);
    assert.equal(readUnit(reader, NO_TEXTS), undefined);
    assert.ok(readUnit(reader, NO_TEXTS));
    assert.ok(reader.isAtEnd);
  });

  it('the line table of a hostile file ends in an error of ELF files, wherever it is cut or changed', () => {
    const bytes = unit(5, PATHS_5, [...at(0x1000), 1, 2, 4, ...END]);
    const attempt = (changed: readonly number[]): void => {
      try {
        read(changed);
      } catch (error) {
        if (!(error instanceof ElfError) && !(error instanceof assert.AssertionError)) throw error;
      }
    };
    for (let index = 0; index < bytes.length; index++) {
      attempt(bytes.slice(0, index));
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) attempt(bytes.with(index, value));
    }
    const many = [...[0, 0xff, 0xff, 0xff, 0xff, 0x7f], ...[0, 0]];
    assert.throws(() => read(unit(5, many, [])), ElfError);
  });
});
