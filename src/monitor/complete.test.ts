import assert from 'node:assert/strict';
import { complete, type CompletionSources, type NameKind } from './complete';
import type { MonitorCommand } from './help';

const command = (names: string, ...parameters: string[]): MonitorCommand => ({
  names: names.split('|'),
  parameters,
  summary: '',
});

const LIVE: Partial<Record<NameKind, string[]>> = {
  blockDevice: ['ide0-hd0', 'ide1-cd0'],
  chardev: ['qmp', 'ser0', 'ser1'],
  driver: ['virtio-net-pci', 'virtio-rng-pci'],
  logItem: ['int', 'in_asm', 'guest_errors'],
  traceEvent: ['serial_read', 'serial_write'],
};

const SOURCES: CompletionSources = {
  commands: () =>
    Promise.resolve([
      command('chardev-send-break', 'id'),
      command('cont|c'),
      command('device_add', 'driver[,prop=value][,...]'),
      command('eject', 'device'),
      command('help|?', 'cmd'),
      command('info', 'subcommand'),
      command('log', 'item1[,...]'),
      command('qom-list', 'path'),
      command('stop|s'),
      command('system_reset'),
      command('trace-event', 'name', 'on|off', 'vcpu'),
    ]),
  topics: () => Promise.resolve([command('block', 'device'), command('blockstats'), command('chardev')]),
  names: (kind) => Promise.resolve(LIVE[kind] ?? []),
  qomChildren: (path) => Promise.resolve(path === '/' ? ['chardevs', 'machine'] : ['peripheral', 'q35']),
};

describe('human monitor completion', () => {
  const never = new AbortController().signal;
  const of = async (line: string) => (await complete(line, SOURCES, never)).candidates;

  it('completion completes command names and their aliases', async () => {
    assert.deepEqual(await of('s'), ['s', 'stop', 'system_reset']);
    assert.deepEqual(await of('sys'), ['system_reset ']);
    assert.equal((await of('')).length, 14);
    assert.deepEqual(await of('zzz'), []);
  });

  it('completion completes what help and info take', async () => {
    assert.deepEqual(await of('help de'), ['device_add ']);
    assert.deepEqual(await of('? sto'), ['stop ']);
    assert.deepEqual(await of('info blo'), ['block', 'blockstats']);
    assert.deepEqual(await of('help info ch'), ['chardev ']);
    assert.deepEqual(await of('info block ide1'), ['ide1-cd0 ']);
  });

  it('completion asks the machine for names', async () => {
    assert.deepEqual(await of('chardev-send-break ser'), ['ser0', 'ser1']);
    assert.deepEqual(await of('eject '), ['ide0-hd0', 'ide1-cd0']);
    assert.deepEqual(await of('trace-event serial_w'), ['serial_write ']);
  });

  it('completion completes alternatives at their position', async () => {
    assert.deepEqual(await of('trace-event serial_write '), ['off', 'on']);
    assert.deepEqual(await of('trace-event serial_write of'), ['off ']);
  });

  it('completion does not count flags as parameters, nor complete them', async () => {
    assert.deepEqual(await of('eject -f ide0'), ['ide0-hd0 ']);
    assert.deepEqual(await of('eject -'), []);
  });

  it('completion completes the last item of a list, and a driver without a blank after it', async () => {
    assert.deepEqual(await complete('log int,gu', SOURCES, never), {
      candidates: ['guest_errors'],
      fragment: 'gu',
    });
    assert.deepEqual(await of('device_add virtio-n'), ['virtio-net-pci']);
  });

  it('completion walks the QOM tree', async () => {
    assert.deepEqual(await of('qom-list '), ['/']);
    assert.deepEqual(await of('qom-list /'), ['/chardevs', '/machine']);
    assert.deepEqual(await of('qom-list /machine/p'), ['/machine/peripheral']);
  });

  it('completion offers nothing for a command that it does not know', async () => {
    assert.deepEqual(await of('nonsense x'), []);
    assert.deepEqual(await of('cont x'), []);
  });
});
