import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { emptyQcow2 } from './qcow2';
import { prepareRecording, recordable, recordingArguments, recordingOf } from './recording';

describe('recording', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-record-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('a recording makes a place for snapshots, and a replay wants what was recorded', async () => {
    const file = join(folder, 'new', 'run');
    await prepareRecording({ record: file });
    assert.deepEqual(await readFile(`${file}.qcow2`), emptyQcow2());
    await assert.rejects(prepareRecording({ replay: file }), /run does not exist. A launch with "record"/);
    await writeFile(file, Buffer.alloc(16));
    await assert.rejects(prepareRecording({ replay: file }), /run is not complete/);
    await writeFile(file, Buffer.of(0, 0xe0, 0x20, 0x0c, 0));
    await prepareRecording({ replay: file });
    await rm(`${file}.qcow2`);
    await assert.rejects(prepareRecording({ replay: file }), /run\.qcow2 does not exist/);
  });

  it('a recording is told to QEMU in its own words, commas and all', () => {
    const args = recordingArguments({ record: '/a,b' }, 'aarch64');
    assert.deepEqual(args, [
      '-icount',
      'shift=auto,rr=record,rrfile=/a,,b,rrsnapshot=init',
      '-drive',
      'file=/a,,b.qcow2,if=none,id=qsd-snapshots,format=qcow2',
    ]);
    assert.ok(recordingArguments({ replay: '/a' }, 'i386').includes('apic-common.vapic=off'));
    assert.deepEqual(recordingArguments({}, 'i386'), []);
    assert.equal(recordingOf({}), undefined);
  });

  it('a recording paces what is typed, and leaves the network out', () => {
    const machine = resolveConfiguration({ type: 'qemu', serial: [{}, { characterDelayMs: 9 }] });
    const delays = (mode: 'record' | 'replay'): number[] =>
      recordable(machine, mode).serial.map(({ characterDelayMs }) => characterDelayMs);
    assert.deepEqual(delays('record'), [5, 9]);
    assert.deepEqual(delays('replay'), [0, 9]);
    assert.equal(recordable(machine, 'record').network, 'none');
  });

  it('a recording keeps snapshots in a qcow2 disk of version 3', () => {
    const disk = emptyQcow2();
    assert.equal(disk.toString('latin1', 0, 4), 'QFI\xfb');
    assert.equal(disk.readUInt32BE(4), 3);
    assert.equal(disk.length, 4 * 65_536);
  });
});
