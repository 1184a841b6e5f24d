import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { addr2line } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { LIMIT_MS, type CrashingGuest } from './crashes/crashingGuest';
import { applicationException, arm64Exception, FAULT_SYMBOLS, ovmfException } from './crashes/edk2Exception';

describe('an exception in UEFI firmware', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  async function sceneOf({ configuration, prompt, crash, title }: CrashingGuest): Promise<CrashScene> {
    const scene = await CrashScene.of(room, configuration, prompt, crash);
    assert.equal(scene.crash.report.title, title);
    return scene;
  }

  it('an exception in an application under OVMF names it and the offset in it, and gets function, file and line from its symbols', async () => {
    const scene = await sceneOf(applicationException(room.scratch));
    const [printed] = scene.crash.report.frames;
    const offset =
      scene.number(/^RIP {2}- ([0-9A-F]{16})/m) - scene.number(/Fault\.dll \(ImageBase=([0-9A-F]{16})/);
    assert.deepEqual([printed?.module, printed?.offset], ['Fault.dll', Number(offset)]);

    const { frames, problems } = await scene.resolved(undefined, dirname(FAULT_SYMBOLS));
    assert.deepEqual(problems, []);
    const shown = frames.map(({ function: name, file, line }) => `${name} ${file}:${line}`);
    assert.deepEqual(shown, addr2line(FAULT_SYMBOLS, [offset])[0]);
    assert.match(shown.join(), /^ReadFrom \S+\/FaultPkg\/Fault\.c:\d+$/);
  });

  it('an exception in a release of OVMF is one report although it begins within a line, with the offset in an image that has no name', async () => {
    const scene = await sceneOf(ovmfException(room.scratch));
    const { frames } = scene.crash.report;
    const offset = scene.number(/^RIP {2}- ([0-9A-F]{16})/m) - scene.number(/\(ImageBase=([0-9A-F]{16})/);
    assert.deepEqual(
      frames.map((frame) => [frame.module, frame.offset]),
      [[undefined, Number(offset)]],
    );
  });

  it('an exception in a release of EDK2 for arm64, which says it twice, is one report with its address', async () => {
    const scene = await sceneOf(arm64Exception());
    const at = scene.number(/Synchronous Exception at 0x([0-9A-F]{16})/);
    assert.deepEqual(
      scene.crash.report.frames.map(({ address }) => BigInt(`0x${address}`)),
      [at],
    );
  });
});
