import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PortCrash, SerialClient } from '../../serial/client';
import { FakeServer } from '../../../test/support/serial/fakeQemu';
import { bundles } from '../../../test/support/bundles';
import { Bench } from '../../../test/support/serial/workerFixture';
import { until } from '../../../test/support/until';
import { ExternalPorts, type ExternalPortsSetup } from './externalPorts';

describe('serial ports of a QEMU that somebody else has started', () => {
  let workerFile: string;
  let bench: Bench;
  let qemu: FakeServer;

  before(async function () {
    this.timeout(20_000);
    ({ workerFile } = await bundles());
  });
  beforeEach(() => {
    bench = new Bench();
    mkdirSync(bench.path('base'), { mode: 0o700 });
    qemu = new FakeServer(bench.path('far'));
  });
  afterEach(async () => {
    qemu.end();
    await bench.close();
  });

  const open = (
    signal = bench.signal,
    path = bench.path('far'),
    more: Partial<ExternalPortsSetup> = {},
  ): Promise<ExternalPorts> =>
    ExternalPorts.open(
      {
        name: 'far',
        ports: [{ name: 'serial0', endpoint: { kind: 'unix', path } }],
        settings: { baseDirectory: bench.path('base'), spoolLimitBytes: 1 << 20 },
        workerFile,
        group: bench.group,
        log: bench.log,
        ...more,
      },
      signal,
    );
  const left = (): string[] => readdirSync(bench.path('base'));

  it('external serial ports have a private directory, which goes with them', async () => {
    const ports = await open();
    const [name = ''] = left();
    assert.equal(statSync(join(bench.path('base'), name)).mode & 0o777, 0o700);
    await ports.close('Enough.');
    await ports.stopped;
    assert.deepEqual([await ports.ports[0]!.ended, left()], ['Enough.', []]);
    await until(() => bench.group.snapshot().children.length === 0);
  });

  it('external serial ports end with their group, and tell why', async () => {
    const ports = await open();
    await bench.group.close();
    assert.deepEqual([await ports.ports[0]!.ended, left()], ['The debug session has ended.', []]);
    await assert.rejects(open(new AbortController().signal), /was closed/);
    assert.deepEqual(left(), []);
  });

  it('external serial ports tell of crashes and loads by rules of a person’s own', async () => {
    const ports = await open(bench.signal, bench.path('far'), {
      ownRules: {
        crashes: [
          { trigger: 'kernel died', begins: '^kernel died: (?<title>.*)', field: 'qemu.crashRules[0]' },
        ],
        loads: [
          {
            trigger: 'driver',
            pattern: '(?<name>driver) at (?<base>0x[0-9a-f]+)',
            field: 'qemu.loadRules[0]',
          },
        ],
      },
    });
    const crashes: PortCrash[] = [];
    ports.onDidFindCrash((crash) => crashes.push(crash));
    qemu.write('driver at 0x4000\nkernel died: of age\n');
    await until('the crash is told', () => crashes.length > 0);
    assert.deepEqual(
      crashes.map(({ report, loads }) => [report.system, report.title, loads.loads]),
      [['own', 'of age', [{ kind: 'own', name: 'driver', where: { base: 0x4000n } }]]],
    );
  });

  it('external serial ports end when their thread does', async () => {
    const ports = await open();
    await (ports as unknown as { client: SerialClient }).client.terminate();
    assert.match(await ports.ports[0]!.ended, /^Its serial worker ended: .*exit code 1\.$/);
    await ports.stopped;
    assert.deepEqual(left(), []);
  });

  it('external serial ports leave nothing when one cannot be had, or when they are cancelled half-way', async () => {
    await assert.rejects(
      open(bench.signal, '/nowhere/s'),
      /^RemoteError: unix:\/nowhere\/s: .*$|no such socket/,
    );
    assert.deepEqual(left(), []);
    const controller = new AbortController();
    const opening = open(controller.signal);
    await until(() => left().length > 0);
    controller.abort(new Error('enough'));
    await assert.rejects(opening, /enough/);
    assert.deepEqual(left(), []);
  });
});
