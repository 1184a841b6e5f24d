import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyQcow2 } from './qcow2';
import { prepareRecording, recordable, recordingArguments, recordingOf } from './recording';

describe('recording', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-record-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a place for snapshots; a replay wants what was recorded', async () => {
    const file = join(folder, 'new', 'run');
    await prepareRecording({ record: file });
    assert.deepEqual(await readFile(`${file}.qcow2`), emptyQcow2());
    await assert.rejects(prepareRecording({ replay: file }), /run does not exist. A launch with "record"/);
    await writeFile(file, '');
    await prepareRecording({ replay: file });
    await rm(`${file}.qcow2`);
    await assert.rejects(prepareRecording({ replay: file }), /run\.qcow2 does not exist/);
  });

  it('tells QEMU in its own words, commas and all', () => {
    const args = recordingArguments({ record: '/a,b' }, 'aarch64');
    assert.deepEqual(args, [
      '-icount',
      'shift=auto,rr=record,rrfile=/a,,b,rrsnapshot=init',
      '-drive',
      'file=/a,,b.qcow2,if=none,id=snapshots,format=qcow2',
    ]);
    assert.ok(recordingArguments({ replay: '/a' }, 'i386').includes('apic-common.vapic=off'));
    assert.deepEqual(recordingArguments({}, 'i386'), []);
    assert.equal(recordingOf({}), undefined);
  });

  it('paces what is typed, and leaves the network out', () => {
    const machine = { type: 'qemu', serial: [{ name: 'a' }, { characterDelayMs: 9 }] } as const;
    const made = recordable({ ...machine, serial: [...machine.serial] }, 'record');
    assert.deepEqual(made.serial, [{ name: 'a', characterDelayMs: 5 }, { characterDelayMs: 9 }]);
    assert.equal(made.network, 'none');
    assert.deepEqual(recordable({ type: 'qemu' }, 'record').serial, [{ characterDelayMs: 5 }]);
    assert.equal(recordable({ type: 'qemu' }, 'replay').serial, undefined);
  });

  it('keeps snapshots in a qcow2 disk of version 3', () => {
    const disk = emptyQcow2();
    assert.equal(disk.toString('latin1', 0, 4), 'QFI\xfb');
    assert.equal(disk.readUInt32BE(4), 3);
    assert.equal(disk.length, 4 * 65_536);
  });
});
