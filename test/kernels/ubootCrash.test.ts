import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { addr2line } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { UBOOT_BOARDS, UBOOT_READS, ubootAbort } from './crashes/ubootAbort';

/** How each says where it was, with what it was moved by taken off; it says so itself. */
const SAYS = {
  arm64: {
    linked: /elr: ([0-9a-f]{16}) lr : [0-9a-f]{16} \(reloc\)/,
    caller: /elr: [0-9a-f]{16} lr : ([0-9a-f]{16}) \(reloc\)/,
    prefix: 'aarch64-linux-gnu-',
  },
  riscv64: {
    linked: /EPC: ([0-9a-f]{16}) RA: [0-9a-f]{16} reloc adjusted/,
    caller: /EPC: [0-9a-f]{16} RA: ([0-9a-f]{16}) reloc adjusted/,
    prefix: 'riscv64-linux-gnu-',
  },
} as const;

describe('a data abort of U-Boot that has moved itself', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const which of UBOOT_BOARDS)
    it(`a data abort of U-Boot for ${which.board} gets the function, file and line that addr2line gives at the place that U-Boot was linked to`, async () => {
      const { program, configuration, prompt, crash, title } = ubootAbort(which);
      const { linked, caller, prefix } = SAYS[which.board];
      const scene = await CrashScene.of(room, configuration, prompt, crash);
      assert.equal(scene.crash.report.title, title);
      const { frames, problems } = await scene.resolved(program);
      assert.deepEqual(problems, []);

      const at = scene.number(linked);
      assert.notEqual(BigInt(`0x${frames[0]?.address}`), at, 'it has not moved');
      const [place = [], from = []] = addr2line(program, [at, scene.number(caller) - 1n], prefix);
      const shown = frames.map(({ function: name, file, line }) => `${name} ${file}:${line}`);
      assert.deepEqual(shown, [...place, ...from]);
      assert.equal(frames.find(({ inlined }) => !inlined)?.function, UBOOT_READS.name);
      const { path = '', line = 0 } = frames[0] ?? {};
      assert.ok(readFileSync(path, 'utf8').split('\n')[line - 1]?.includes(UBOOT_READS.text));
    });
});
