import assert from 'node:assert/strict';
import type { MachineConfiguration } from '../../src/api';
import { asRecord } from '../../src/machine/qmp/messages';
import {
  linuxX86,
  LINUX_PROMPT,
  ubootArm64,
  ubootRiscv64,
  UBOOT_AUTOBOOT,
  UBOOT_PROMPT,
} from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { GUARD_MS } from '../support/until';

for (const transport of ['spool', 'socket'] as const) {
  describe(`real guests over ${transport}`, () => {
    let room: MachineRoom;
    beforeEach(async () => (room = await MachineRoom.open({ transport })));
    afterEach(() => room.close());

    // The port's own name in the device tree, or `serial` beside a screen (2025.01).
    const boards: [string, () => MachineConfiguration, RegExp, string | undefined][] = [
      ['arm64 (PL011)', ubootArm64, /^stdout=(pl011@9000000|serial,vidconsole)$/m, 'guest-shutdown'],
      ['riscv64 (16550)', ubootRiscv64, /^stdout=(serial@10000000|serial,vidconsole)$/m, undefined],
    ];
    for (const [board, config, stdout, quietEnd] of boards) {
      it(`U-Boot for ${board} over ${transport} is stopped before it boots, and answers`, async () => {
        const machine = await room.start(config());
        const uboot = new Dialogue(machine.ports[0]!.serial, UBOOT_PROMPT, room.tasks.signal);
        await uboot.hear(UBOOT_AUTOBOOT);
        await uboot.say(' ');
        await uboot.hear(UBOOT_PROMPT);
        // Who compiled it follows, unless Debian has made it reproducible (2025.01).
        assert.match(await uboot.ask('version'), /^U-Boot 20\d\d\.\d\d\S* \(/);
        const environment = (await uboot.ask('printenv')).replaceAll('\r', '');
        assert.match(environment, /^bootdelay=2$/m);
        assert.match(environment, stdout);
        await uboot.say('poweroff\r');
        const report = await machine.exit;
        assert.equal(report.code, 0, report.summary);
        // QEMU before 8.2 simply exits when a riscv64 `virt` is switched off, and sends no event.
        assert.ok(['guest-shutdown', quietEnd].includes(report.shutdownReason), report.summary);
      });
    }

    it(`a guest with a PL011 over ${transport} keeps going with QMP while it prints far more than a socket holds`, async () => {
      const machine = await room.start(ubootArm64());
      const uboot = new Dialogue(machine.ports[0]!.serial, UBOOT_PROMPT, room.tasks.signal);
      await uboot.hear(UBOOT_AUTOBOOT);
      await uboot.say(' ');
      await uboot.hear(UBOOT_PROMPT);
      const dump = uboot.ask('md.b 40000000 10000');
      const { running, status } = asRecord(await machine.qmp('query-status', {}, { timeoutMs: GUARD_MS }));
      assert.deepEqual([running, status], [true, 'running']);
      const lines = (await dump).split(/\r?\n/);
      assert.equal(lines.length, 0x10000 / 16);
      const addresses = lines.map((line) => line.slice(0, 8));
      const expected = lines.map((_, index) => (0x40000000 + 16 * index).toString(16));
      assert.deepEqual(addresses, expected);
      assert.ok(lines.every((line) => /^[\da-f]{8}:( [\da-f]{2}){16} {2}.{16}$/.test(line)));
    });

    it(`Linux over ${transport} boots to a shell, runs a command, and ends with its poweroff`, async () => {
      const machine = await room.start(linuxX86());
      const shell = new Dialogue(machine.ports[0]!.serial, LINUX_PROMPT, room.tasks.signal);
      await shell.hear('Linux version');
      await shell.hear(LINUX_PROMPT);
      assert.equal(await shell.ask('echo $((6*7)) on $(tty)'), '42 on /dev/ttyS0');
      assert.match(await shell.ask('uname -sm'), /^Linux x86_64$/);
      await shell.say('poweroff -f\r');
      const report = await machine.exit;
      assert.deepEqual([report.code, report.shutdownReason], [0, 'guest-shutdown'], report.summary);
    });
  });
}
