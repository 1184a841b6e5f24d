import assert from 'node:assert/strict';
import { bytesIn, ElfError, ElfFile } from '../../../src/symbols/elf';
import { LoadTracker } from '../../../src/symbols/loads/loadTracker';
import { MarkupFilter } from '../../../src/symbols/markupFilter/markupFilter';
import { FunctionTable } from '../../../src/symbols/names/functionTable';
import { elfFile, elfNote } from '../../guests/elf';

type Random = () => number;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

function pick<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)] as T;
}

/** What logs are made of that readers of loads and of markup look for, and what breaks them. */
const WORDS = [
  ...[
    '{{{',
    '}}}',
    ':',
    '{{{module:',
    '{{{mmap:',
    '{{{reset}}}',
    '{{{pc:',
    '{{{bt:',
    'elf',
    'load',
    'rwx',
    ':ra',
  ],
  ...[
    'Kernel Offset: ',
    ' from ',
    'disabled',
    'Linux version 6.1',
    'Modules linked in:',
    ' Live 0x',
    '(OE+)',
  ],
  ...[
    'relocaddr   = ',
    'reloc off   = ',
    'elr: ',
    ' lr : ',
    ' (reloc)',
    'EPC: ',
    ' RA: ',
    ' TVAL: ',
    'pc : [<',
  ],
  ...[
    'Loading driver at ',
    ' EntryPoint=',
    'add-symbol-file ',
    '(ImageBase=',
    'Find image based on IP(',
    'PC 0x',
  ],
  ...[
    'TEE load address @ ',
    '[0] ',
    ' @ 0x',
    ' ip ',
    ' in x[',
    '+',
    ')',
    '[',
    ']',
    ' ',
    '\t',
    '\r',
    '\0',
    '\x1b[1m',
  ],
  ...[
    '0x0',
    '0',
    '0xffffffffffffffff',
    '0x1000',
    'ffffffffc0a00000',
    '99999999999999999999',
    'aabb',
    '-1',
    'ä',
    '𝒳',
  ],
] as const;

/** A line, or several without a line end between them. */
export function hostileLine(random: Random): string {
  const words = Array.from({ length: 1 + below(random, 24) }, () => pick(random, WORDS));
  // Long repetitions show what is not linear.
  return random() < 0.01 ? pick(random, WORDS).repeat(below(random, 4000)) + words.join('') : words.join('');
}

/** Follows a log. @throws what a reader must not throw. */
export function followLines(lines: readonly string[]): void {
  const tracker = new LoadTracker();
  for (const line of lines) tracker.take(line);
  for (const { name, where, range } of tracker.loads) {
    assert.ok(name.length <= 1024, 'a name has no end');
    const numbers: readonly unknown[] = Object.values({ ...where, ...range });
    for (const value of numbers)
      assert.ok(
        typeof value === 'bigint' && value >= 0n && value < 1n << 64n,
        `${String(value)} is no address`,
      );
  }
}

/** Reads markup. @throws what the filter must not throw. */
export async function filterLines(lines: readonly string[]): Promise<void> {
  const filter = new MarkupFilter((places) => Promise.resolve(places.map(() => ({ frames: [] }))));
  const made = (await filter.filter(lines.map((line) => `${line}\n`))) + filter.finish();
  const most = lines.reduce((sum, line) => sum + 4 * line.length + 128, 128);
  assert.ok(made.length <= most, `${made.length} characters of ${most}`);
}

const SEEDS = [
  elfFile({
    symbols: [
      { name: 'main', value: 0x1000n, size: 0x20n },
      { name: 'label', value: 0x1040n },
      { name: 'last', value: 0x2000n, size: 8n },
    ],
    segments: [{ content: Buffer.alloc(64) }, { type: 4, content: elfNote('GNU', 3, Buffer.alloc(20, 7)) }],
    sections: {
      '.text': { type: 1, content: Buffer.alloc(32) },
      '.note': { type: 7, content: elfNote('GNU', 3, Buffer.alloc(8)) },
    },
  }),
  elfFile({
    bits: 32,
    littleEndian: false,
    type: 1,
    machine: 40,
    symbols: [{ name: 'f', value: 1n, size: 2n }],
  }),
];

/** An ELF file with some bytes changed, and maybe its end cut off. */
export function hostileElf(random: Random): Buffer {
  const bytes = Buffer.from(pick(random, SEEDS));
  for (let n = below(random, 6); n >= 0; n--)
    bytes[below(random, bytes.length)] = pick(random, [0, 1, 0x7f, 0x80, 0xff, below(random, 256)]);
  return random() < 0.2 ? bytes.subarray(0, below(random, bytes.length)) : bytes;
}

/** Reads all that symbols are read of. @throws what is no ElfError. */
export async function readElf(bytes: Buffer): Promise<void> {
  try {
    const elf = await ElfFile.read(bytesIn(bytes));
    await elf.buildId();
    await elf.segments();
    const table = await FunctionTable.read(elf);
    for (const address of [0n, 0x1008n, 0x1050n, (1n << 64n) - 1n]) table.at(address);
    table.named('main');
  } catch (error) {
    if (!(error instanceof ElfError)) throw error;
  }
}
