import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { KERNELS_FOLDER, present } from '../guests/paths';
import { addr2line } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { REMEDY } from './debianKernels';

const FOLDER = join(KERNELS_FOLDER, 'edk2');
const PROMPT = 'Shell> ';
/** Firmware looks at everything there is before its shell comes, in milliseconds. */
const LIMIT_MS = 240_000;

/** OVMF to its shell, which runs what is on a disk. */
function ovmf(disk: string): MachineConfiguration {
  const flash = (name: string): { file: string; interface: 'pflash'; format: string; snapshot: boolean } => ({
    file: present(join(FOLDER, name), REMEDY),
    interface: 'pflash',
    format: 'raw',
    snapshot: true,
  });
  return {
    type: 'qemu',
    name: 'ovmf',
    arch: 'x86_64',
    memory: 256,
    drives: [flash('ovmf.fd'), flash('ovmfVariables.fd')],
    args: ['-drive', `file=fat:${disk},format=raw,snapshot=on`],
    network: 'none',
  };
}

function arm64Firmware(): MachineConfiguration {
  return {
    type: 'qemu',
    name: 'edk2-arm64',
    arch: 'aarch64',
    machine: 'virt',
    cpu: 'cortex-a57',
    memory: 256,
    bios: present(join(FOLDER, 'arm64.fd'), REMEDY),
    network: 'none',
  };
}

describe('an exception in UEFI firmware', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('an exception in an application under OVMF names it and the offset in it, and gets function, file and line from its symbols', async () => {
    const disk = join(room.scratch, 'disk');
    mkdirSync(disk);
    copyFileSync(present(join(FOLDER, 'Fault.efi'), REMEDY), join(disk, 'Fault.efi'));
    writeFileSync(join(disk, 'startup.nsh'), 'fs0:\\Fault.efi\r\n');
    const scene = await CrashScene.of(room, ovmf(disk), PROMPT, (guest) =>
      guest.hear(/ImageBase=.*\n/, LIMIT_MS),
    );
    assert.equal(scene.crash.report.title, 'EDK2: #GP - General Protection in Fault.dll');
    const [printed] = scene.crash.report.frames;
    const offset =
      scene.number(/^RIP {2}- ([0-9A-F]{16})/m) - scene.number(/Fault\.dll \(ImageBase=([0-9A-F]{16})/);
    assert.deepEqual([printed?.module, printed?.offset], ['Fault.dll', Number(offset)]);

    const { frames, problems } = await scene.resolved(undefined, FOLDER);
    assert.deepEqual(problems, []);
    const shown = frames.map(({ function: name, file, line }) => `${name} ${file}:${line}`);
    assert.deepEqual(shown, addr2line(join(FOLDER, 'Fault.debug'), [offset])[0]);
    assert.match(shown.join(), /^ReadFrom \S+\/FaultPkg\/Fault\.c:\d+$/);
  });

  it('an exception in a release of OVMF is one report although it begins within a line, with the offset in an image that has no name', async () => {
    const disk = join(room.scratch, 'empty');
    mkdirSync(disk);
    const scene = await CrashScene.of(room, ovmf(disk), PROMPT, async (guest) => {
      await guest.hear(PROMPT, LIMIT_MS);
      await guest.say('mm 8000000000000000 -w 8 -n\r');
      await guest.hear(/ImageBase=.*\n/);
    });
    const { title, frames } = scene.crash.report;
    assert.equal(title, 'EDK2: #GP - General Protection');
    const offset = scene.number(/^RIP {2}- ([0-9A-F]{16})/m) - scene.number(/\(ImageBase=([0-9A-F]{16})/);
    assert.deepEqual(
      frames.map((frame) => [frame.module, frame.offset]),
      [[undefined, Number(offset)]],
    );
  });

  it('an exception in a release of EDK2 for arm64, which says it twice, is one report with its address', async () => {
    const scene = await CrashScene.of(room, arm64Firmware(), PROMPT, async (guest) => {
      await guest.hear(PROMPT, LIMIT_MS);
      await guest.say('mm 8000000000000000 -w 8 -n\r');
      await guest.hear(/Exception at [^]*Exception at .*\n/);
    });
    assert.equal(scene.crash.report.title, 'EDK2: Synchronous Exception');
    const at = scene.number(/Synchronous Exception at 0x([0-9A-F]{16})/);
    assert.deepEqual(
      scene.crash.report.frames.map(({ address }) => BigInt(`0x${address}`)),
      [at],
    );
  });
});
