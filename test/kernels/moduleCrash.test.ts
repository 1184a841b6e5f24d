import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { nm } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { LIMIT_MS } from './crashes/crashingGuest';
import { moduleFault } from './crashes/moduleFault';

describe('a fault in a module of Debian’s kernel', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('a fault in a module names its functions with files and lines, those inlined too, by name and by address, and the kernel’s around them', async () => {
    const { vmlinux, folder, module, calls, ...guest } = moduleFault();
    const scene = await CrashScene.of(room, guest.configuration, guest.prompt, guest.crash);
    const { report, loads } = scene.crash;
    assert.equal(report.title, guest.title);
    const { frames, problems } = await scene.resolved(vmlinux, folder);
    assert.deepEqual(problems, []);

    const within = frames.filter(({ printed }) => printed.module === 'faulty');
    const shown = within.map(({ function: name, line, inlined }) => ({ name, line, inlined }));
    assert.deepEqual(shown, calls);
    for (const each of within) assert.match(each.file ?? '', /\/faulty\.c$/);
    const names = frames.map(({ function: name }) => name);
    assert.ok(names.indexOf('param_attr_store') > 2, names.join());

    // The same places by address alone: where /proc/modules says that its code begins.
    const base = scene.number(/^faulty \d+ .* Live 0x([0-9a-f]{16})/m);
    const [inText = 0n] = nm(module)('set_fault');
    const address = (base + inText).toString(16);
    const symbols = await scene.symbols(vmlinux, folder);
    const [found] = await symbols.resolve([{ address }], loads, room.tasks.signal);
    assert.equal(found?.frames.at(-1)?.function, 'set_fault');
    assert.deepEqual(
      `${found.frames.at(-1)?.file}:${found.frames.at(-1)?.line}`,
      execFileSync('addr2line', ['-e', module, '-j', '.text', inText.toString(16)], {
        encoding: 'utf8',
      }).trim(),
    );
  });
});
