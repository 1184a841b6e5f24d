import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Machine } from '../../src/machine/machine';
import { withFile } from '../../src/serial/transfers/fileToSend';
import type { Transfer } from '../../src/serial/transfers/transfer';
import { xmodem, xmodem1k } from '../../src/serial/transfers/xmodem';
import { ymodem } from '../../src/serial/transfers/ymodem';
import { UBOOT_AUTOBOOT, UBOOT_PROMPT, ubootArm64 } from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { guard } from '../support/until';

/** U-Boot's own receivers are somebody else's reading of the protocols. */
describe('transfers to U-Boot', () => {
  let room: MachineRoom;
  beforeEach(async () => {
    room = await MachineRoom.open();
  });
  afterEach(() => room.close());

  const ADDRESS = '0x44000000';

  async function prompt(): Promise<{ machine: Machine; uboot: Dialogue }> {
    const machine = await room.start(ubootArm64());
    const uboot = new Dialogue(machine.ports[0]!.serial, UBOOT_PROMPT, guard());
    await uboot.hear(UBOOT_AUTOBOOT);
    await uboot.say(' ');
    await uboot.hear(UBOOT_PROMPT);
    return { machine, uboot };
  }

  async function send(
    { machine, uboot }: Awaited<ReturnType<typeof prompt>>,
    receive: string,
    transfer: Transfer,
    bytes: number,
  ): Promise<void> {
    const content = randomBytes(bytes);
    const path = join(room.scratch, 'image.bin');
    await writeFile(path, content);
    let told = 0;
    const options = { signal: guard(), progress: (sent: number) => (told = sent) };
    const sent = withFile(path, (file) => transfer(machine.ports[0]!.serial, file, options));
    // The sender waits for the receiver, whose first question would else be missed, and the next comes seconds later.
    await uboot.say(`${receive} ${ADDRESS}\r`);
    await sent;
    assert.equal(told, bytes);
    await uboot.hear(UBOOT_PROMPT);
    const said = await uboot.ask(`crc32 ${ADDRESS} ${bytes.toString(16)}`);
    assert.ok(said.includes(`==> ${crc32(content).toString(16).padStart(8, '0')}`), said);
  }

  it('XMODEM of 64 KB, XMODEM-1K and YMODEM arrive in U-Boot as they were sent', async () => {
    const there = await prompt();
    await send(there, 'loadx', xmodem, 65_536);
    await send(there, 'loadx', xmodem1k, 16_384);
    await send(there, 'loady', ymodem, 9_999);
    assert.match(await there.uboot.ask('printenv filesize'), /filesize=270f$/);
  });
});
