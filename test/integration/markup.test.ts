import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markupSymbolizer } from '../../scripts/lib/needs.mjs';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { withElf } from '../../src/symbols/elf';
import { ImageIndex } from '../../src/symbols/images/imageIndex';
import { MarkupFilter } from '../../src/symbols/markupFilter/markupFilter';
import { markupResolver } from '../../src/symbols/markupFilter/markupResolver';
import { Symbolizer } from '../../src/symbols/symbolizer';
import { inlinedPrograms } from '../guests/inlined';

/** Where the program is linked, and where the samples say that it was loaded. */
const LINKED = 0x100000n;
const LOADED = 0x7f00_0000n;

interface Program {
  readonly buildId: string;
  /** Every byte of its functions, as linked. */
  readonly code: readonly bigint[];
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** Five logs of one program, each with something of its own. */
const SAMPLES: Readonly<Record<string, (program: Program) => readonly string[]>> = {
  'a stack with inlined functions': ({ buildId, code }) => [
    'starting',
    `{{{module:0:program:elf:${buildId}}}}`,
    `{{{mmap:${hex(LOADED)}:0x10000:load:0:rx:${hex(LINKED)}}}}`,
    'fault',
    ...code
      .filter((_, index) => index % 7 === 0)
      .map((address, frame) => `   {{{bt:${frame}:${hex(address - LINKED + LOADED)}:pc}}}`),
    ...code
      .slice(2, 12)
      .map((address, frame) => `{{{bt:${frame}:${hex(address - LINKED + LOADED)}}}} called`),
  ],
  'every byte of code, alone and as an address to return to': ({ buildId, code }) => [
    `{{{module:1:program:elf:${buildId.toUpperCase()}}}}`,
    `{{{mmap:${hex(LOADED)}:0x10000:load:1:rx:${hex(LINKED)}}}}`,
    ...code.map(
      (address) =>
        `at {{{pc:${hex(address - LINKED + LOADED)}}}}, {{{pc:${hex(address - LINKED + LOADED + 1n)}:ra}}}.`,
    ),
  ],
  'images and mappings in any order, and resets': ({ buildId }) => [
    'nothing is known {{{reset}}} yet',
    `{{{module:0x0a:b c:elf:aabb}}} dropped`,
    `kept {{{module:11:program:elf:${buildId}}}}`,
    '{{{mmap:0x3000:4096:load:11:rw:0x2000}}}',
    '{{{mmap:0x1000:0x1000:load:11:R:0}}} dropped',
    '{{{mmap:0x2000:010000:load:11:RX:0x1000}}}',
    'kept {{{mmap:0x9000:0x10:load:10:rwx:0x0}}}',
    '{{{mmap:0x9008:0x10:load:10:rwx:0x0}}}',
    '{{{mmap:0xa000:0x10:load:11:x:0x0}}}',
    'between',
    'kept {{{reset}}} dropped',
    '{{{mmap:0xb000:0x10:load:11:x:0x0}}}',
    `{{{module:11:program:elf:${buildId}}}}`,
    'the end',
  ],
  'what is not understood': ({ buildId }) => [
    `{{{module:0:program:elf:${buildId}}}}`,
    `{{{module:0:program:elf:${buildId}}}}`,
    '{{{module:1:x:pe:aabb}}}{{{module:1:x}}}',
    `{{{mmap:${hex(LOADED)}:0x1000:load:0:rx:${hex(LINKED)}}}}`,
    '{{{mmap:zz:0x10:load:0:r:0x0}}}',
    '{{{mmap:0x10:0x10:map:0:r:0x0}}}',
    '{{{mmap:0x10:0x10:load:7:r:0x0}}}',
    '{{{mmap:0x10:0x10:load:0:xr:0x0}}}',
    'a{{{pc:0x1}}}b{{{pc:12}}}c{{{pc:zz}}}d{{{pc:0x1:no}}}e{{{pc:0}}}',
    '{{{bt:0:0x1}}} {{{bt:x:0x1}}} {{{bt:0}}} {{{bt:0:1}}}',
    '{{{}}} {{{x}}} {{{Upper:1}}} {{{under_score}}} {{{unknown:1:2}}} {{{unknown:}}} {{{{pc:0x1}}}}',
    '{{{pc:0x1 and no end',
    '}}} {{{dumpfile:a:b}}} {{{symbol:plain_name}}} {{{data:0x1}}}',
  ],
  'colours and ends of lines': ({ buildId, code }) => [
    `\x1b[1m{{{module:0:program:elf:${buildId}}}}\x1b[0m\r`,
    `{{{mmap:${hex(LOADED)}:0x10000:load:0:rx:${hex(LINKED)}}}}\r`,
    '\x1b[1mbold\x1b[0m \x1b[31mred\x1b[37m \x1b[4munderlined \x1b[38;5;1m\r',
    '',
    `\x1b[31m{{{pc:${hex((code[3] ?? 0n) - LINKED + LOADED)}}}}\x1b[0m\r`,
    `\t{{{bt:3:${hex((code[5] ?? 0n) - LINKED + LOADED)}:pc}}}\r`,
  ],
};

describe('symbolizer markup', () => {
  let folder: string;
  let tasks: TaskGroup;
  let program: Program;
  let oracle: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-markup-'));
    const { full } = inlinedPrograms(folder);
    program = await withElf(full, async (elf) => {
      const code: bigint[] = [];
      for await (const { type, value, size } of elf.symbols())
        if (type === 2) for (let at = 0n; at < size; at++) code.push(value + at);
      return { buildId: (await elf.buildId()) ?? '', code };
    });
    const { buildId } = program;
    const store = join(folder, '.build-id', buildId.slice(0, 2));
    await mkdir(store, { recursive: true });
    await copyFile(full, join(store, `${buildId.slice(2)}.debug`));
    const found = await markupSymbolizer();
    assert.ok(found, 'llvm-symbolizer 16 or newer is missing: npm test installs it');
    oracle = found;
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => (tasks = new TaskGroup('test')));
  afterEach(() => tasks.close());

  for (const [name, sample] of Object.entries(SAMPLES))
    it(`symbolizer markup becomes what LLVM makes of it, byte for byte: ${name}`, async () => {
      const input = `${sample(program).join('\n')}\n`;
      const options = ['--filter-markup', `--debug-file-directory=${folder}`];
      const expected = execFileSync(oracle, options, {
        input,
        encoding: 'latin1',
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const symbolizer = new Symbolizer(tasks, {
        searchPath: '',
        program: oracle,
      });
      const index = await ImageIndex.of([folder], tasks.signal);
      const filter = new MarkupFilter(markupResolver(symbolizer, index, tasks.signal));
      const made = await filter.filter(input.split(/(?<=\n)/));
      assert.equal(made + filter.finish(), expected);
    });
});
