import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodies, FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import { elfFile } from '../../../../test/guests/elf';
import { Emitter } from '../../../concurrency/event';
import { TaskGroup } from '../../../concurrency/taskGroup';
import type { SymbolFile } from '../../../config/debug/debugSchema';
import { Logger } from '../../../log/logger';
import { ImageIndex } from '../../../symbols/images/imageIndex';
import type { Load } from '../../../symbols/loads/load';
import { NOTHING_TOLD, type ToldLoads } from '../../../symbols/loads/toldLoads';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { ImageLoads } from './imageLoads';

/** Linked to 0x1000. */
const IMAGE = elfFile({ segments: [{ address: 0x1000n, content: Buffer.alloc(16) }] });

const own = (name: string, slide: bigint): Load => ({
  kind: 'own',
  name,
  where: { base: 0x1000n + slide },
  range: { start: 0x1000n + slide, size: 16n },
});
const uboot = (slide: bigint): Load => ({ kind: 'uboot', name: 'u-boot', where: { slide } });

describe('the symbols of what a guest loads', () => {
  let folder: string;
  let group: TaskGroup;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-images-'));
    group = new TaskGroup('session');
  });
  afterEach(async () => {
    await group.close();
    await rm(folder, { recursive: true });
  });

  const file = (name: string): string => join(folder, name);
  const lay = (...names: string[]): Promise<unknown> =>
    Promise.all(names.map((name) => writeFile(file(name), IMAGE)));

  /** A session whose program is `u-boot`, with GDB's answers. */
  function session(answers: readonly Answer[] = [], symbolFiles: readonly (string | SymbolFile)[] = []) {
    const link = new FakeLink(answers);
    const heard = new Emitter<ToldLoads>();
    const told: string[] = [];
    const loads = new ImageLoads({
      link,
      responder: new Responder({ group, log: new Logger(() => undefined, 'test') }, () => undefined),
      program: { path: file('u-boot'), arch: 'aarch64', entry: undefined, hasSymbols: true },
      settings: { symbolFiles: [...symbolFiles] },
      images: (signal) => ImageIndex.of([folder], signal),
      tell: (text) => told.push(text),
    });
    loads.follow({ images: { loads: NOTHING_TOLD, onDidTellLoads: heard.event } } as unknown as DebugTarget);
    const say = async (...now: Load[]): Promise<void> => {
      heard.fire({ loads: now });
      await loads.settled();
    };
    return { link, loads, told, say };
  }

  it('GDB gets the symbols of images that have a file here, where they lie, and gives them back when they are gone', async () => {
    await lay('driver.elf');
    const { link, say, told } = session();
    await say(own('driver', 0x400n), own('other', 0x800n));
    assert.deepEqual(link.commands, [`>add-symbol-file "${file('driver.elf')}" -o 0x400`]);
    assert.deepEqual(link.moves, ['pause', 'continue']);
    assert.deepEqual(bodies(link, 'invalidated'), [{ areas: ['all'] }]);
    assert.match(told.join(), /driver\.elf/);
    await say(own('driver', 0x400n), own('other', 0x800n));
    assert.equal(link.commands.length, 1, 'nothing is done again');
    await say(own('driver', 0x500n));
    await say();
    assert.deepEqual(link.commands.slice(1), [
      `>remove-symbol-file "${file('driver.elf')}"`,
      `>add-symbol-file "${file('driver.elf')}" -o 0x500`,
      `>remove-symbol-file "${file('driver.elf')}"`,
    ]);
  });

  it('the program’s own symbols are moved, not added, and lie where they were linked after a reset', async () => {
    await lay('u-boot');
    const { link, loads, say } = session();
    await say(uboot(0x7000n));
    await loads.reset();
    assert.deepEqual(link.commands, [
      `>symbol-file -o 0x7000 "${file('u-boot')}"`,
      `>symbol-file "${file('u-boot')}"`,
    ]);
  });

  it('a guest that invents thousands of images makes GDB read no file, and one with many a few at a time', async () => {
    await lay(...Array.from({ length: 40 }, (_, index) => `m${index}.elf`));
    const { link, say } = session();
    await say(...Array.from({ length: 4000 }, (_, index) => own(`n${index}`, BigInt(index))));
    assert.deepEqual([link.commands, link.moves], [[], []]);
    await say(...Array.from({ length: 4000 }, (_, index) => own(`m${index % 60}`, BigInt(index))));
    assert.equal(link.commands.length, 40);
    assert.equal(link.moves.filter((move) => move === 'pause').length, 3);
  });

  it('a guest that moves its images for ever does not keep GDB at it', async () => {
    await lay('driver.elf');
    const { link, say } = session();
    for (let turn = 1; turn <= 2100; turn++) await say(own('driver', BigInt(turn)));
    const adds = link.commands.filter((command) => command.startsWith('>add'));
    assert.equal(adds.length, 2000);
    await say();
    await say(own('driver', 1n));
    assert.equal(link.commands.at(-1), `>add-symbol-file "${file('driver.elf')}" -o 0x1`);
  });

  it('a file that GDB refuses is told once', async () => {
    await lay('driver.elf');
    const { say, told } = session([[/^>add-symbol-file/, new Error('not in executable format')]]);
    await say(own('driver', 1n));
    await say(own('driver', 1n), own('other', 1n));
    assert.deepEqual(
      told.map((text) => /cannot be used: not in executable format/.test(text)),
      [true],
    );
  });

  it('a file stays where the person has said that it lies, and one that is there as linked is put back', async () => {
    await lay('placed.elf', 'given.elf');
    const { link, say } = session([], [{ file: file('placed.elf'), offset: '0x10' }, file('given.elf')]);
    await say(own('placed', 1n), own('given', 2n));
    await say();
    const given = `"${file('given.elf')}"`;
    assert.deepEqual(link.commands, [
      `>remove-symbol-file ${given}`,
      `>add-symbol-file ${given} -o 0x2`,
      `>remove-symbol-file ${given}`,
      `>add-symbol-file ${given}`,
    ]);
  });

  it('Linux, which is found in its memory, and programs that have died are nothing for GDB', async () => {
    await lay('vmlinux', 'sh');
    const { link, say } = session();
    await say(
      { kind: 'linux', name: 'kernel', where: { slide: 0x1000n } },
      { kind: 'linux-process', name: 'sh', where: { code: 0x1000n } },
    );
    assert.deepEqual(link.commands, []);
  });
});
