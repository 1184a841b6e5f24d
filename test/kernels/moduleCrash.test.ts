import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINUX_PROMPT } from '../guests/guests';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { nm } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { lineOf } from '../support/sampleDebug';
import { debianAmd64, REMEDY } from './debianKernels';

const LIMIT_MS = 240_000;

describe('a fault in a module of Debian’s kernel', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('a fault in a module names its functions with files and lines, those inlined too, by name and by address, and the kernel’s around them', async () => {
    const folder = present(join(KERNELS_FOLDER, 'amd64', 'module'), REMEDY);
    const file = join(folder, 'faulty.ko');
    const content = readFileSync(file);
    const { vmlinux, configuration } = debianAmd64({ path: 'faulty.ko', mode: 0o644, content });
    const scene = await CrashScene.of(room, configuration, LINUX_PROMPT, async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.ask('insmod /faulty.ko');
      await guest.ask('cat /proc/modules');
      await guest.say('echo 1 > /sys/module/faulty/parameters/fault\r');
      await guest.hear(/end trace [0-9a-f]{16}/, LIMIT_MS);
    });
    const { report, loads } = scene.crash;
    assert.equal(report.title, 'BUG: unable to handle kernel NULL pointer dereference in write_through');
    const { frames, problems } = await scene.resolved(vmlinux, folder);
    assert.deepEqual(problems, []);

    const within = frames.filter(({ printed }) => printed.module === 'faulty');
    const shown = within.map(({ function: name, line, inlined }) => `${inlined ? '>' : ''}${name}:${line}`);
    const source = join(folder, 'faulty.c');
    assert.deepEqual(shown, [
      `>store:${lineOf(source, '*where = 1;')}`,
      `write_through:${lineOf(source, 'store(where);')}`,
      `set_fault:${lineOf(source, 'write_through(parameter->arg);')}`,
    ]);
    for (const each of within) assert.match(each.file ?? '', /\/faulty\.c$/);
    const names = frames.map(({ function: name }) => name);
    assert.ok(names.indexOf('param_attr_store') > 2, names.join());

    // The same places by address alone: where /proc/modules says that its code begins.
    const base = scene.number(/^faulty \d+ .* Live 0x([0-9a-f]{16})/m);
    const [inText = 0n] = nm(file)('set_fault');
    const address = (base + inText).toString(16);
    const symbols = await scene.symbols(vmlinux, folder);
    const [found] = await symbols.resolve([{ address }], loads, room.tasks.signal);
    assert.equal(found?.frames.at(-1)?.function, 'set_fault');
    assert.deepEqual(
      `${found.frames.at(-1)?.file}:${found.frames.at(-1)?.line}`,
      execFileSync('addr2line', ['-e', file, '-j', '.text', inText.toString(16)], {
        encoding: 'utf8',
      }).trim(),
    );
  });
});
