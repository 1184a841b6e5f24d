import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64, ubootRiscv64 } from '../guests/guests';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { addr2line } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { REMEDY } from './debianKernels';

/** There is neither memory nor a device on either board. */
const NOWHERE = '7ffffff000000000';

/** How each says where it was, with what it was moved by taken off; it says so itself. */
const BOARDS = [
  {
    board: 'arm64',
    configuration: ubootArm64,
    title: 'U-Boot: Synchronous Abort',
    last: /Code: /,
    linked: /elr: ([0-9a-f]{16}) lr : [0-9a-f]{16} \(reloc\)/,
    caller: /elr: [0-9a-f]{16} lr : ([0-9a-f]{16}) \(reloc\)/,
    prefix: 'aarch64-linux-gnu-',
  },
  {
    board: 'riscv64',
    configuration: ubootRiscv64,
    title: 'U-Boot: Load access fault',
    last: /Code: |resetting/,
    linked: /EPC: ([0-9a-f]{16}) RA: [0-9a-f]{16} reloc adjusted/,
    caller: /EPC: [0-9a-f]{16} RA: ([0-9a-f]{16}) reloc adjusted/,
    prefix: 'riscv64-linux-gnu-',
  },
] as const;

describe('a data abort of U-Boot that has moved itself', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const { board, configuration, title, last, linked, caller, prefix } of BOARDS)
    it(`a data abort of U-Boot for ${board} gets the function, file and line that addr2line gives at the place that U-Boot was linked to`, async () => {
      const folder = present(join(KERNELS_FOLDER, 'uboot', board), REMEDY);
      const program = join(folder, 'u-boot');
      const bios = join(folder, 'u-boot.bin');
      const scene = await CrashScene.of(room, configuration({ bios }), UBOOT_PROMPT, async (guest) => {
        await guest.hear(UBOOT_AUTOBOOT);
        await guest.say(' ');
        await guest.hear(UBOOT_PROMPT);
        await guest.say(`md.l ${NOWHERE} 1\r`);
        await guest.hear(last);
      });
      assert.equal(scene.crash.report.title, title);
      const { frames, problems } = await scene.resolved(program);
      assert.deepEqual(problems, []);

      const at = scene.number(linked);
      assert.notEqual(BigInt(`0x${frames[0]?.address}`), at, 'it has not moved');
      const [place = [], from = []] = addr2line(program, [at, scene.number(caller) - 1n], prefix);
      const shown = frames.map(({ function: name, file, line }) => `${name} ${file}:${line}`);
      assert.deepEqual(shown, [...place, ...from]);
      // The part of `md` that reads memory.
      assert.equal(frames.find(({ inlined }) => !inlined)?.function, 'hexdump_line');
      const { path = '', line = 0 } = frames[0] ?? {};
      assert.match(readFileSync(path, 'utf8').split('\n')[line - 1] ?? '', /\*\(volatile uint32_t \*\)data/);
    });
});
