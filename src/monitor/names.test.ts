import assert from 'node:assert/strict';
import { driverNames, logItemNames, MachineNames, networkClients, snapshotTags } from './names';

describe('names that completion asks a machine for', () => {
  const { signal } = new AbortController();

  it('names of drivers, log items, network clients and snapshots are read out of the monitor’s tables', () => {
    assert.deepEqual(driverNames('Hub devices:\r\nname "pxb", bus PCI\r\nname "usb-hub", bus usb-bus\r\n'), [
      'pxb',
      'usb-hub',
    ]);
    const log =
      'Log items (comma separated):\r\nnone            remove all logs\r\nguest_errors    log when (eg a\r\nnon-existent register)\r\ntrace:PATTERN   enable trace events\r\n';
    assert.deepEqual(logItemNames(log), ['none', 'guest_errors']);
    const network =
      'hub 0\r\n \\ hub0port1: #net113: index=0,type=user\r\n \\ hub0port0: e1000.0: index=0,type=nic\r\n';
    assert.deepEqual(networkClients(network), ['#net113', 'e1000.0']);
    const snapshots =
      'List of snapshots present on all disks:\r\nID        TAG               VM SIZE\r\n--        boot             12 MiB\r\n2         late             13 MiB\r\n';
    assert.deepEqual(snapshotTags(snapshots), ['boot', 'late']);
    assert.deepEqual(snapshotTags('no block device can store vmstate for snapshot\r\n'), []);
  });

  it('names of children and labels are taken out of QMP answers', async () => {
    const answers: Record<string, unknown> = {
      'query-chardev': [{ label: 'qmp' }, { label: 'ser0' }],
      'qom-list': [
        { name: 'type', type: 'string' },
        { name: 'rng0', type: 'child<virtio-rng-pci>' },
      ],
    };
    const names = new MachineNames({
      hmp: () => Promise.resolve(''),
      qmp: (command) => Promise.resolve(answers[command]),
    });
    assert.deepEqual(await names.names('chardev', signal), ['qmp', 'ser0']);
    assert.deepEqual(await names.names('device', signal), ['rng0']);
    assert.deepEqual(await names.qomChildren('/machine/peripheral', signal), ['type', 'rng0']);
    assert.deepEqual(await names.names('blockDevice', signal), []);
  });

  it('names that cannot change are asked for once', async () => {
    let asked = 0;
    const names = new MachineNames({
      hmp: () => Promise.resolve((asked++, 'stop|s  -- stop emulation\r\n')),
      qmp: () => Promise.reject(new Error('unused')),
    });
    await names.commands(signal);
    assert.deepEqual((await names.commands(signal))[0]?.names, ['stop', 's']);
    assert.equal(asked, 1);
  });

  it('no names are offered where the machine refuses, and the look for them ends when its signal does', async () => {
    const names = new MachineNames({
      hmp: () => Promise.reject(new Error('refused')),
      qmp: () => Promise.reject(new Error('refused')),
    });
    assert.deepEqual(await names.names('traceEvent', signal), []);
    assert.deepEqual(await names.qomChildren('/', signal), []);
    const reason = new Error('over');
    await assert.rejects(names.names('device', AbortSignal.abort(reason)), reason);
  });
});
