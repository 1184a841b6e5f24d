import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../src/concurrency/runTool';
import { NEVER } from '../../src/concurrency/timeout';
import type { DiskChange } from '../../src/machine/control/diskGuard';
import { ExternalPorts } from '../../src/machine/external/externalPorts';
import type { Machine } from '../../src/machine/machine';
import type { MachineSettings } from '../../src/machine/services';
import type { DiskNews } from '../../src/serial/client';
import { floodPattern, sampleGuest } from '../guests/sample';
import { bundles } from '../support/bundles';
import { MachineRoom } from '../support/machines';
import { FakeServer } from '../support/serial/fakeQemu';
import { GUARD_MS, until } from '../support/until';

const WAIT = { timeoutMs: GUARD_MS };

/** @throws with the program's words: these tests mount file systems, which root may. */
async function run(program: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runTool(program, args, { signal: NEVER });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

describe('a machine whose output fills the disk', () => {
  let disk: string;
  let room: MachineRoom;
  let machine: Machine;
  let changes: DiskChange[];
  let troubles: string[];

  beforeEach(async () => {
    disk = await mkdtemp(join(tmpdir(), 'qsd-disk-'));
    await run('mount', '-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', disk);
    await writeFile(join(disk, 'ballast'), Buffer.alloc(1 << 20, 1));
  });

  afterEach(async () => {
    await room.close();
    await run('umount', disk);
    await rm(disk, { recursive: true });
  });

  async function start(settings: Partial<MachineSettings>): Promise<void> {
    room = await MachineRoom.open({ baseDirectory: disk, ...settings });
    machine = await room.start(sampleGuest());
    changes = [];
    troubles = [];
    machine.onDidChangeDisk((change) => changes.push(change));
    machine.onDidMeetTrouble(({ text }) => troubles.push(text));
    await machine.ports[0]!.serial.waitFor('> ', WAIT, NEVER);
  }

  const port = (): Machine['ports'][number]['serial'] => machine.ports[0]!.serial;
  const states = (): string[] => changes.map(({ state }) => state);
  const spool = (): Promise<Buffer> => readFile(join(machine.directory, 'ser0.out'));

  for (const transport of ['spool', 'socket'] as const)
    it(`a machine whose output fills the disk is paused before a byte is lost over ${transport}, and goes on when there is space`, async () => {
      await start({ transport });
      await port().send('flood 0\r', NEVER);
      await until(() => machine.state === 'paused');
      assert.equal(machine.why, 'disk');
      await until(() => changes.length > 0);
      assert.deepEqual([changes[0]?.state, changes[0]?.paused], ['low', true]);
      const bytes = await spool();
      const begin = bytes.indexOf('0000000000 ');
      assert.ok(bytes.length - begin > 500_000, `${bytes.length}`);
      assert.ok(bytes.subarray(begin).equals(floodPattern(bytes.length - begin)), 'every byte is there');
      await rm(join(disk, 'ballast'));
      await until(() => states().includes('enough'));
      await machine.resume();
      await until(() => port().counters.received > bytes.length + 100_000 || machine.state === 'paused');
      assert.deepEqual(troubles, []);
    });

  it('a full disk is only warned of if the person wants it so, and told', async () => {
    await start({ onDiskFull: 'warn', transport: 'spool' });
    await port().send('flood 0\r', NEVER);
    await until(() => states().includes('full'));
    assert.equal(changes[0]?.state, 'low');
    assert.ok(changes.every(({ paused }) => !paused));
    assert.equal(machine.state, 'running');
  });

  it('a full disk is told with what is missing, to the byte, of what we write ourselves', async () => {
    await start({ onDiskFull: 'warn', transport: 'socket' });
    await port().send('flood 0\r', NEVER);
    await until(() => troubles.length > 0);
    assert.match(troubles[0]!, /Output of "serial0" is being lost after byte \d+: ENOSPC/);
    await rm(join(disk, 'ballast'));
    await until(() => troubles.length > 1);
    const told = /^(\d+) bytes of the output of "serial0" are missing after byte (\d+)\.$/.exec(troubles[1]!);
    const [lost, at] = [Number(told?.[1]), Number(told?.[2])];
    await until(() => port().counters.received > at + 1000);
    const bytes = await spool();
    const begin = bytes.indexOf('0000000000 ');
    assert.ok(bytes.subarray(begin, at).equals(floodPattern(at - begin)), 'whole up to there');
    // The lines are numbered, and 64 bytes long: the first one behind it says where in the flood it stands.
    const next = bytes.indexOf('\r\n', at) + 2;
    const number = Number(bytes.subarray(next, next + 10).toString());
    assert.equal(number * 64, next - begin + lost);
  });

  it('a full disk ends a capture, which says after how many bytes', async () => {
    room = await MachineRoom.open({ onDiskFull: 'warn' });
    const capture = join(disk, 'capture');
    machine = await room.start(sampleGuest({ serial: [{ capture }] }));
    changes = [];
    troubles = [];
    machine.onDidMeetTrouble(({ text }) => troubles.push(text));
    await port().waitFor('> ', WAIT, NEVER);
    await port().send('flood 0\r', NEVER);
    await until(() => troubles.length > 0);
    assert.match(troubles[0]!, /The capture .*capture ends here, after 3\.\d MB: ENOSPC/);
  });

  it('a full disk is told of for an external QEMU, with what is lost of its ports', async () => {
    room = await MachineRoom.open();
    const path = join(room.scratch, 'far');
    const qemu = new FakeServer(path);
    const ports = await ExternalPorts.open(
      {
        name: 'far',
        ports: [{ name: 'serial0', endpoint: { kind: 'unix', path } }],
        settings: { baseDirectory: disk, spoolLimitBytes: 64 << 20 },
        workerFile: (await bundles()).workerFile,
        group: room.tasks,
        log: room.log,
      },
      room.tasks.signal,
    );
    const news: DiskNews[] = [];
    troubles = [];
    ports.onDidChangeDisk((change) => news.push(change));
    ports.onDidMeetTrouble(({ port, text }) => troubles.push(`${port}: ${text}`));
    qemu.write(floodPattern(4 << 20));
    await until(() => news.some(({ state }) => state === 'full') && troubles.length > 0);
    assert.match(troubles[0]!, /^serial0: Output of "serial0" is being lost after byte \d+: ENOSPC/);
    qemu.end();
    await ports.close('Enough.');
    await ports.stopped;
  });
});
