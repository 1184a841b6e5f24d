import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { readCrashes } from '../../src/crash/readText';
import type { ResolvedReport } from '../../src/machine/crash/resolvedReport';
import { resolveReport } from '../../src/machine/crash/resolveReport';
import { withElf } from '../../src/symbols/elf';
import { GuestSymbols } from '../../src/symbols/guestSymbols';
import { ImageIndex } from '../../src/symbols/images/imageIndex';
import { LoadTracker } from '../../src/symbols/loads/loadTracker';
import { SourceFinder } from '../../src/symbols/sources/sourceFinder';
import { Symbolizer } from '../../src/symbols/symbolizer';
import { INLINED_C, inlinedPrograms, type InlinedPrograms, lineWith } from '../guests/inlined';

describe('a crash report with its symbol files', () => {
  let folder: string;
  let programs: InlinedPrograms;
  let tasks: TaskGroup;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-report-'));
    await mkdir(join(folder, 'built'));
    programs = inlinedPrograms(join(folder, 'built'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => (tasks = new TaskGroup('test')));
  afterEach(() => tasks.close());

  const resolve = async (log: string, program?: string, ...places: string[]): Promise<ResolvedReport> => {
    const tracker = new LoadTracker();
    for (const line of log.split('\n')) tracker.take(line);
    const [report, ...others] = readCrashes(Buffer.from(log));
    assert.ok(report, 'no report');
    assert.equal(others.length, 0);
    const symbols = new GuestSymbols(new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '' }), {
      program,
      index: await ImageIndex.of(places, tasks.signal),
    });
    const sources = new SourceFinder({ folders: [] }, {});
    const advice = (file: string): string => `build ${file}.`;
    return await resolveReport(report, { symbols, sources, advice }, tracker, tasks.signal);
  };

  /** A page fault in `outermost`, called by `give_up`, as Linux prints it. */
  const oops = async (): Promise<string> => {
    const sizes = new Map<string, string>();
    await withElf(programs.full, async (elf) => {
      for await (const { name, size } of elf.symbols()) sizes.set(name, `0x${size.toString(16)}`);
    });
    return [
      'BUG: kernel NULL pointer dereference, address: 0000000000000000',
      '#PF: supervisor write access in kernel mode',
      '#PF: error_code(0x0002) - not-present page',
      'Oops: 0002 [#1] PREEMPT SMP NOPTI',
      'CPU: 0 PID: 1 Comm: init Not tainted 6.1.0 #1',
      `RIP: 0010:outermost+0x0/${sizes.get('outermost')}`,
      'Code: 00 00 00',
      'RSP: 0018:ffffc90000013f00 EFLAGS: 00010246',
      'Call Trace:',
      ' <TASK>',
      ` give_up+${sizes.get('give_up')}/${sizes.get('give_up')}`,
      ' </TASK>',
      'Modules linked in:',
      'CR2: 0000000000000000',
      '---[ end trace 0000000000000000 ]---',
      '',
    ].join('\n');
  };

  it('a report’s frames get lines and inlined calls, the return address those of the call', async () => {
    const { frames, problems, report } = await resolve(await oops(), programs.full);
    assert.match(report.title, /NULL pointer dereference.* in outermost/);
    assert.deepEqual(problems, []);
    const last = frames.at(-1);
    assert.equal(last?.function, 'give_up');
    assert.equal(last.line, lineWith('stop();'));
    assert.equal(last.path, INLINED_C);
    const fault = frames.filter(({ printed }) => printed.symbol === 'outermost');
    assert.ok(fault.length > 1, 'nothing is inlined');
    assert.deepEqual(
      fault.map(({ inlined }) => inlined),
      fault.map((_, index) => index < fault.length - 1),
    );
    assert.equal(fault.at(-1)?.line, lineWith('middle(value);'));
  });

  it('a report without lines keeps what the guest printed, and says once what to do', async () => {
    const { frames, problems } = await resolve(await oops(), programs.stripped);
    assert.deepEqual([...new Set(frames.map(({ function: name }) => name))], ['outermost', 'give_up']);
    assert.ok(frames.every(({ line }) => line === undefined));
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /symbols were stripped/);
  });

  it('a report says of a module for which no file is known which one that would be, and only of that', async () => {
    const log = (await oops()).replace(' </TASK>', ' probe+0x1/0x2 [lost]\n remove+0x1/0x2 [lost]\n </TASK>');
    const { frames, problems } = await resolve(log, programs.full);
    assert.deepEqual(problems, [
      'No symbol file is known for lost, in which calls of this crash lie: build lost.ko.',
    ]);
    assert.equal(frames.at(-1)?.function, 'remove', 'as printed');
  });

  it('a report says of an EDK2 driver for which no file is known which one that would be', async () => {
    const log = [
      '!!!! X64 Exception Type - 0E(#PF - Page-Fault)  CPU Apic ID - 00000000 !!!!',
      'RIP  - 000000000E2D8F55, CS  - 0000000000000038, RFLAGS - 0000000000010206',
      '!!!! Find image based on IP(0xE2D8F55) /build/Lost/DEBUG/Lost.dll (ImageBase=000000000E2D8000, EntryPoint=000000000E2D9000) !!!!',
      '',
    ].join('\n');
    const { problems } = await resolve(log, undefined);
    assert.deepEqual(problems, [
      'No symbol file is known for Lost, in which calls of this crash lie: build Lost.debug.',
    ]);
    const loading = log
      .replace(/!!!! Find.*/, '')
      .replace(/^/, 'Loading driver at 0x0000E2D8000 EntryPoint=0x0000E2D9000 Lost.efi\n');
    assert.match(
      (await resolve(loading)).problems.join(),
      /^No symbol file is known for Lost, in which calls of this crash probably lie/,
    );
  });

  it('a report of another build than the file has no functions from it, and says which builds they are', async () => {
    const log = [
      '{{{module:0:full.elf:elf:0011223344556677}}}',
      '{{{mmap:0x70000000:0x100000:load:0:rx:0x100000}}}',
      '*** PANIC: it does not go on',
      'backtrace:',
      '  #0 0x70000010',
      'halted',
      '',
    ].join('\n');
    const { frames, problems } = await resolve(log, undefined, programs.full);
    assert.deepEqual(
      frames.map(({ address, function: name }) => [address, name]),
      [['70000010', undefined]],
    );
    assert.equal(problems.length, 1);
    assert.match(
      problems[0] ?? '',
      /different build .* 0011223344556677 there, [0-9a-f]{40} here\. Use the file/,
    );
  });
});
