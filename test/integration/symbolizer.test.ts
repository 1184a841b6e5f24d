import assert from 'node:assert/strict';
import { chmod, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { withElf } from '../../src/symbols/elf';
import { type Resolution, Symbolizer, type SymbolizerOptions } from '../../src/symbols/symbolizer';
import { extentOf, teachingGuest } from '../guests/cross';
import {
  gaplessProgram,
  INLINED_C,
  inlinedPrograms,
  type InlinedPrograms,
  lineWith,
} from '../guests/inlined';
import { until } from '../support/until';

const SEARCH_PATH = process.env['PATH'] ?? '';

/** `function:line`, innermost first, with `>` before what is inlined into the next. */
const shown = ({ frames }: Resolution): string[] =>
  frames.map(
    ({ function: name, file, line, inlined }) =>
      `${inlined ? '>' : ''}${name ?? '?'}${file === undefined ? '' : `:${line}`}`,
  );

describe('the symbolizer on files of a compiler', () => {
  let folder: string;
  let programs: InlinedPrograms;
  let tasks: TaskGroup;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-symbols-'));
    programs = inlinedPrograms(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    tasks = new TaskGroup('test');
  });
  afterEach(() => tasks.close());

  const symbolizer = (options: Partial<SymbolizerOptions> = {}): Symbolizer =>
    new Symbolizer(tasks, { searchPath: SEARCH_PATH, ...options });

  for (const program of ['llvm-symbolizer', 'addr2line']) {
    describe(`through ${program}`, () => {
      it(`the symbolizer gives a place by name its line and what is inlined there, through ${program}`, async () => {
        const place = { function: 'outermost', offset: 0n };
        const [found] = await symbolizer({ program }).resolve(programs.full, [place], tasks.signal);
        assert.ok(found);
        // The addition belongs to the function in the middle, the store to the innermost one.
        assert.equal(found.frames.at(-1)?.function, 'outermost');
        assert.equal(found.frames.at(-1)?.file, INLINED_C);
        assert.equal(found.frames.at(-1)?.line, lineWith('middle(value);'));
        assert.ok(shown(found).includes(`>middle:${lineWith('innermost(value + 1)')}`), String(shown(found)));
        assert.equal(found.problem, undefined);
      });

      it(`the symbolizer gives each address of a function the same answer in one batch and alone, through ${program}`, async () => {
        const tool = symbolizer({ program });
        const [start] = await tool.resolve(
          programs.full,
          [{ function: 'outermost', offset: 0n }],
          tasks.signal,
        );
        const places = Array.from({ length: 10 }, (_, n) => ({
          address: (start?.address ?? 0n) + BigInt(n),
        }));
        const together = await tool.resolve(programs.full, places, tasks.signal);
        const others = symbolizer({ program });
        for (const [index, place] of places.entries())
          assert.deepEqual(await others.resolve(programs.full, [place], tasks.signal), [together[index]]);
      });

      it(`the symbolizer looks a return address up where the call is, also behind the end of the function, through ${program}`, async () => {
        const tool = symbolizer({ program });
        const named = { function: 'give_up', offset: 0n };
        const table = await tool.resolve(programs.full, [named], tasks.signal);
        const [size = 0n] = await sizesOf(programs.full, 'give_up');
        const [inside, behind] = await tool.resolve(
          programs.full,
          [
            { function: 'give_up', offset: size, returns: true },
            { address: (table[0]?.address ?? 0n) + size, returns: true },
          ],
          tasks.signal,
        );
        for (const found of [inside, behind]) {
          assert.equal(found?.symbol, 'give_up');
          assert.equal(found.frames.at(-1)?.line, lineWith('stop();'));
        }
      });
    });
  }

  it('the symbolizer takes a return to a function’s beginning for the call that ends the one before, unless assembly has put it there', async () => {
    const program = gaplessProgram(folder);
    const places = ['innocent', 'put_there'].map((name) => ({ function: name, offset: 0n, returns: true }));
    const [called, put] = await symbolizer().resolve(program, places, tasks.signal);
    assert.deepEqual([called?.frames.at(-1)?.function, called?.frames.at(-1)?.line], ['gives_up', 8]);
    assert.equal(put?.symbol, 'put_there');
    const [begins] = await symbolizer().resolve(
      program,
      [{ function: 'innocent', offset: 0n }],
      tasks.signal,
    );
    assert.equal(begins?.symbol, 'innocent');
  });

  it('the symbolizer names functions for RISC-V, and not the labels that its compiler leaves in them', async () => {
    const { kernel = '' } = teachingGuest(folder);
    const { from, to } = extentOf('riscv64', kernel, 'print_hex');
    const places = Array.from({ length: Number(to - from) / 2 }, (_, n) => ({
      address: from + 2n * BigInt(n),
    }));
    const found = await symbolizer().resolve(kernel, places, tasks.signal);
    assert.deepEqual([...new Set(found.map(({ symbol }) => symbol))], ['print_hex']);
    const printed = { function: 'print_hex', offset: 2n, size: to - from };
    const [byName] = await symbolizer().resolve(kernel, [printed], tasks.signal);
    assert.equal(byName?.problem, undefined);
  });

  it('the symbolizer tells functions that share a name apart by the size that the guest prints', async () => {
    const tool = symbolizer();
    const [unknown] = await tool.resolve(programs.full, [{ function: 'twin', offset: 0n }], tasks.signal);
    assert.deepEqual(unknown?.frames, []);
    assert.match(unknown.problem ?? '', /has 2 functions twin, and nothing tells them apart/);
    const files = [];
    for (const size of await sizesOf(programs.full, 'twin')) {
      const place = { function: 'twin', offset: 0n, size };
      const [found] = await tool.resolve(programs.full, [place], tasks.signal);
      files.push(found?.frames[0]?.file?.split('/').at(-1));
    }
    assert.deepEqual(files.sort(), ['twin.c', 'twins.c']);
  });

  it('the symbolizer says that it is another build when the guest’s function has another size', async () => {
    const place = { function: 'outermost', offset: 0n, size: 0x1234n };
    const [found] = await symbolizer().resolve(programs.full, [place], tasks.signal);
    assert.deepEqual(found?.frames, []);
    assert.match(
      found.problem ?? '',
      /is a different build from the one that is running: outermost has 4660 bytes there/,
    );
  });

  it('the symbolizer says that it is another build when the guest’s build id is another one', async () => {
    const tool = symbolizer();
    const own = await withElf(programs.full, (elf) => elf.buildId());
    assert.ok(own !== undefined);
    const compared = (buildId: string): Promise<string | undefined> =>
      tool.otherBuild(programs.full, { buildId }, tasks.signal);
    assert.equal(await compared(own.toUpperCase()), undefined);
    assert.equal(await compared(own.slice(0, 16)), undefined);
    assert.match(
      (await compared(`0${own}`)) ?? '',
      /is a different build from the one that is running: 0.* there/,
    );
    assert.equal(
      await tool.otherBuild(programs.stripped, { banner: 'Linux version 1' }, tasks.signal),
      undefined,
    );
  });

  it('the symbolizer finds functions of a relocatable file in their own sections', async () => {
    const tool = symbolizer();
    const [named] = await tool.resolve(
      programs.object,
      [{ function: 'outermost', offset: 0n }],
      tasks.signal,
    );
    assert.equal(named?.frames.at(-1)?.line, lineWith('middle(value);'));
    const place = { address: named.address ?? 0n, section: '.text' };
    const [placed] = await tool.resolve(programs.object, [place], tasks.signal);
    assert.deepEqual(placed?.frames, named.frames);
  });

  it('the symbolizer names functions without a tool, without lines and without symbols, and says what to do', async () => {
    const place = { function: 'outermost', offset: 1n };
    const noTools = await symbolizer({ searchPath: '' }).resolve(programs.full, [place], tasks.signal);
    assert.deepEqual(noTools.map(shown), [['outermost']]);
    assert.match(noTools[0]?.problem ?? '', /Install llvm or binutils/);
    const [noLines] = await symbolizer().resolve(programs.plain, [place], tasks.signal);
    assert.deepEqual(noLines && shown(noLines), ['outermost']);
    assert.match(noLines?.problem ?? '', /Build it with -g/);
    const [stripped] = await symbolizer().resolve(programs.stripped, [{ address: 0x100000n }], tasks.signal);
    assert.deepEqual(stripped?.frames, []);
    assert.match(stripped.problem ?? '', /symbols were stripped from/);
    const [missing] = await symbolizer().resolve(join(folder, 'nowhere'), [place], tasks.signal);
    assert.match(missing?.problem ?? '', /is not there\. Build it/);
    const [other] = await symbolizer().resolve(INLINED_C, [place], tasks.signal);
    assert.match(other?.problem ?? '', /is not an ELF file/);
  });

  it('the symbolizer reads a file again that was built again', async () => {
    const file = join(folder, 'changing.elf');
    const tool = symbolizer();
    const place = { function: 'outermost', offset: 0n };
    await copyFile(programs.stripped, file);
    const [before] = await tool.resolve(file, [place], tasks.signal);
    await copyFile(programs.full, file);
    const [after] = await tool.resolve(file, [place], tasks.signal);
    assert.deepEqual(before?.frames, []);
    assert.equal(after?.frames.at(-1)?.line, lineWith('middle(value);'));
  });

  it('the symbolizer survives every truncation of a file, and says that it is broken', async () => {
    const file = join(folder, 'torn.elf');
    for (const share of [0.05, 0.3, 0.6, 0.9]) {
      await copyFile(programs.full, file);
      await truncate(file, Math.floor((await stat(programs.full)).size * share));
      const [found] = await symbolizer().resolve(file, [{ address: 0x100000n }], tasks.signal);
      assert.match(found?.problem ?? '', /cannot be read as an ELF file/);
    }
  });

  it('the symbolizer ends a tool that nobody asks, and starts it again', async () => {
    const tool = symbolizer({ program: 'llvm-symbolizer', limits: { idleMs: 50 } });
    const ask = (address: bigint): Promise<readonly Resolution[]> =>
      tool.resolve(programs.full, [{ address }], tasks.signal);
    await ask(0x100000n);
    await until('the tool is ended', () => !/llvm-symbolizer/.test(JSON.stringify(tasks.snapshot())));
    const [again] = await ask(0x100001n);
    assert.notDeepEqual(again?.frames, []);
    assert.equal(again?.problem, undefined);
  });

  describe('with a tool that misbehaves', () => {
    const toolThat = async (name: string, body: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, `#!${process.execPath}\n${body}`);
      await chmod(path, 0o755);
      return path;
    };
    const resolveWith = async (program: string): Promise<Resolution> => {
      const tool = symbolizer({ program, limits: { batchMs: 1000 } });
      const [found] = await tool.resolve(
        programs.full,
        [{ function: 'outermost', offset: 0n }],
        tasks.signal,
      );
      assert.ok(found);
      return found;
    };

    it('the symbolizer gives up a tool that never answers, and keeps the name', async () => {
      const found = await resolveWith(await toolThat('silent', 'process.stdin.resume();'));
      assert.deepEqual(shown(found), ['outermost']);
      assert.match(found.problem ?? '', /silent found no lines in .*took longer than 1000 ms/);
      await until('it is ended', () => !/silent/.test(JSON.stringify(tasks.snapshot())));
    });

    it('the symbolizer says what a tool that ends has said last', async () => {
      const found = await resolveWith(
        await toolThat('dying', 'console.error("no such option"); process.exitCode = 1;'),
      );
      assert.deepEqual(shown(found), ['outermost']);
      assert.match(found.problem ?? '', /dying found no lines in .*no such option/);
    });

    it('the symbolizer does not believe a tool’s answers to something else', async () => {
      const answer = JSON.stringify({ Address: '0x1', Symbol: [{ FunctionName: 'lie' }] });
      const found = await resolveWith(
        await toolThat('lying', `process.stdin.on('data', () => console.log(${JSON.stringify(answer)}));`),
      );
      assert.deepEqual(shown(found), ['outermost']);
      assert.match(found.problem ?? '', /it answered for 0x1/);
    });

    it('the symbolizer survives a tool that answers without end', async () => {
      const found = await resolveWith(
        await toolThat(
          'endless',
          'const more = () => process.stdout.write("x".repeat(65536), more); process.stdin.once("data", more);',
        ),
      );
      assert.deepEqual(shown(found), ['outermost']);
      assert.match(found.problem ?? '', /endless found no lines/);
    });

    it('the symbolizer has its tool look up the first addresses while it reads the symbols, and each of them once', async () => {
      const log = join(folder, 'questions');
      const answer = `{ Address: line, Symbol: [{ FunctionName: 'told', FileName: 'a.c', Line: 7 }] }`;
      const program = await toolThat(
        'curious',
        `process.stdin.on('data', (data) => { for (const line of String(data).trim().split('\\n')) {
          require('node:fs').appendFileSync(${JSON.stringify(log)}, line + ' ');
          console.log(JSON.stringify(${answer})); } });`,
      );
      const places = [
        { address: 0x100000n },
        { address: 0x100005n, returns: true },
        { running: 0x100007n, where: { slide: 1n } },
        { address: 0x100000n },
      ];
      const tool = symbolizer({ program });
      const found = await tool.resolve(programs.full, places, tasks.signal);
      assert.deepEqual(found.map(shown), Array(4).fill(['told:7']));
      assert.equal(await readFile(log, 'utf8'), '0x100000 0x100004 0x100006 ');
      await tool.resolve(programs.full, [{ address: 0x100008n }, { address: 0x100004n }], tasks.signal);
      assert.equal(await readFile(log, 'utf8'), '0x100000 0x100004 0x100006 0x100008 ');
    });

    it('the symbolizer starts a tool again that died between two questions', async () => {
      const answer = `{ Address: line, Symbol: [{ FunctionName: 'told', FileName: 'a.c', Line: 7 }] }`;
      const program = await toolThat(
        'mortal',
        `process.stdin.once('data', (data) => { const line = String(data).trim();
          console.log(JSON.stringify(${answer})); process.exitCode = 0; process.stdin.destroy(); });`,
      );
      const tool = symbolizer({ program });
      for (const address of [0x100000n, 0x100001n, 0x100002n]) {
        const [found] = await tool.resolve(programs.full, [{ address }], tasks.signal);
        assert.deepEqual(found && shown(found), ['told:7']);
      }
    });
  });
});

/** What the symbol table says about functions of a name, in bytes. */
async function sizesOf(file: string, name: string): Promise<bigint[]> {
  return await withElf(file, async (elf) => {
    const sizes: bigint[] = [];
    for await (const symbol of elf.symbols()) if (symbol.name === name) sizes.push(symbol.size);
    return sizes;
  });
}
