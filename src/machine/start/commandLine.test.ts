import assert from 'node:assert/strict';
import { UNCHANGED_SETTINGS } from '../../config/defaults';
import { resolveConfiguration } from '../../config/resolveConfiguration';
import type { MachineConfiguration } from '../../config/types';
import { chardevId, commandLine, escapeCommas, type CommandLineParts } from './commandLine';
import { argumentWarnings } from './commandWarnings';
import { resolveMachine } from './resolve';

const PARTS: CommandLineParts = {
  endpoints: ['pipe,id=ser0,path=/d/ser0', 'pipe,id=ser1,path=/d/ser1', 'pipe,id=ser2,path=/d/ser2'],
  monitor: 'socket,fd=3',
  logFile: '/d/qemu.log',
  features: { version: '7.2', exitWithParent: false, pipeChardev: true, monitorObject: false },
  gdb: [],
  options: {},
};

async function line(
  config: Partial<MachineConfiguration>,
  parts: Partial<CommandLineParts> = {},
): Promise<string> {
  const written = { type: 'qemu', name: 'm', arch: 'x86_64', ...config } as const;
  const resolved = await resolveMachine(resolveConfiguration(written, UNCHANGED_SETTINGS, '/w'));
  return commandLine(resolved, { ...PARTS, ...parts }).join(' ');
}

describe('command line', () => {
  it('is held at reset, has no display, its monitor on the inherited socket and its port on a chardev', async () => {
    assert.equal(
      await line({}),
      '-name guest=m -display none -S -chardev socket,fd=3,id=qmp -mon chardev=qmp,mode=control ' +
        '-chardev pipe,id=ser0,path=/d/ser0 -serial chardev:ser0 -D /d/qemu.log',
    );
  });

  it('makes its monitor an object of a QEMU that has such, and uses nothing that it deprecates', async () => {
    const text = await line({}, { features: { ...PARTS.features, monitorObject: true } });
    assert.match(text, / -chardev socket,fd=3,id=qmp -object monitor-qmp,id=qsd-monitor,chardev=qmp /);
    assert.doesNotMatch(text, /-mon /);
  });

  it('passes on everything of the configuration', async () => {
    const text = await line({
      machine: 'q35',
      cpu: 'max',
      memory: '512M',
      smp: 2,
      kernel: 'k',
      initrd: 'i',
      append: 'console=ttyS0 quiet',
      bios: 'b',
      cdrom: 'c.iso',
      display: 'gtk',
      reboot: 'shutdown',
    });
    for (const part of [
      '-machine q35 -cpu max -m 512M -smp 2',
      '-bios b -kernel /w/k -initrd /w/i -append console=ttyS0 quiet',
      '-cdrom /w/c.iso',
      '-display gtk',
      '-no-reboot',
    ])
      assert.ok(text.includes(part), part);
  });

  it('escapes commas in paths and names', async () => {
    assert.equal(escapeCommas('a,b'), 'a,,b');
    const text = await line({
      name: 'a,b',
      drives: ['/x,y/disk.raw', { file: 'z,.q', interface: 'virtio' }],
    });
    assert.ok(text.includes('-name guest=a,,b'));
    assert.ok(text.includes('-drive file=/x,,y/disk.raw,format=raw'));
    assert.ok(text.includes('-drive file=/w/z,,.q,if=virtio'));
  });

  it('writes drives in full', async () => {
    const drive = { file: 'f', format: 'qcow2', interface: 'ide', readonly: true, snapshot: false } as const;
    assert.ok(
      (await line({ drives: [drive] })).includes('file=/w/f,format=qcow2,if=ide,readonly=on,snapshot=off'),
    );
  });

  it('listens on the loopback only', async () => {
    const text = await line({ network: { model: 'e1000', forward: ['tcp:2222:22', 'udp:53:53'] } });
    assert.ok(
      text.includes('-nic user,model=e1000,hostfwd=tcp:127.0.0.1:2222-:22,hostfwd=udp:127.0.0.1:53-:53'),
    );
    assert.ok((await line({ network: 'none' })).includes('-nic none'));
    assert.ok(!(await line({})).includes('-nic'));
  });

  it('gives each device its chardev, and keeps the slot of a port that there is not', async () => {
    const serial = [
      { device: 'none' },
      {},
      { device: 'virtconsole' },
      { device: 'pci-serial' },
    ] as const satisfies MachineConfiguration['serial'];
    assert.ok(
      (await line({ serial: [...serial] })).includes(
        '-serial null -chardev pipe,id=ser0,path=/d/ser0 -serial chardev:ser0 ' +
          '-chardev pipe,id=ser1,path=/d/ser1 -device virtio-serial,id=vser -device virtconsole,bus=vser.0,chardev=ser1 ' +
          '-chardev pipe,id=ser2,path=/d/ser2 -device pci-serial,chardev=ser2',
      ),
    );
    assert.ok(
      (await line({ serial: [{ device: 'debugcon' }] })).includes(
        '-device isa-debugcon,iobase=0xe9,chardev=ser0',
      ),
    );
    const two = await line({ serial: [{ device: 'virtconsole' }, { device: 'virtconsole' }] });
    assert.equal(two.split('virtio-serial,').length, 2);
  });

  it('logs what the machine asks for', async () => {
    const text = await line({ log: { items: ['guest_errors', 'int'], trace: ['serial_*'] } });
    assert.ok(text.includes('-d guest_errors,int -trace enable=serial_*'));
  });

  it('puts what a debugger wants before what the user wants, which is last', async () => {
    const text = await line(
      { args: ['-no-shutdown'], reboot: 'shutdown' },
      { gdb: ['-gdb', 'chardev:g'], options: { postMortem: true, extraArgs: ['-icount', 'auto'] } },
    );
    assert.ok(text.endsWith('-action reboot=shutdown,shutdown=pause,panic=pause -icount auto -no-shutdown'));
    assert.ok(text.includes('-gdb chardev:g'));
    assert.ok(!text.includes('-no-reboot'));
  });

  it('asks a QEMU that can to end with us', async () => {
    const features = { ...PARTS.features, exitWithParent: true };
    assert.ok((await line({}, { features })).includes('-run-with exit-with-parent=on'));
  });

  it('finds the id of a chardev', () => {
    assert.equal(chardevId('socket,id=ser7,host=127.0.0.1'), 'ser7');
    assert.equal(chardevId('file,path=x'), '');
  });
});

describe('warnings about arguments', () => {
  it('names what is dangerous or does not fit', () => {
    const warned = (...args: string[]): boolean => argumentWarnings(args).length > 0;
    assert.ok(warned('-s'));
    assert.ok(warned('-gdb', 'tcp::1234'));
    assert.ok(warned('--gdb', 'tcp:0.0.0.0:1'));
    assert.ok(warned('-vnc', ':0'));
    assert.ok(warned('-serial', 'mon:stdio'));
    assert.ok(warned('-nographic'));
    assert.ok(warned('-chardev', 'socket,id=a,host=localhost,port=1,reconnect=1'));
    assert.deepEqual(argumentWarnings(['-gdb', 'tcp:127.0.0.1:1234', '-device', 'isa-debug-exit']), []);
    assert.match(argumentWarnings(['-s'])[0] ?? '', /^args: -s: .*127\.0\.0\.1/);
  });
});
