import assert from 'node:assert/strict';
import { UNCHANGED_SETTINGS } from '../../config/defaults';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import type { MachineConfiguration } from '../../config/types';
import { commandLine, type CommandLineParts } from './commandLine';
import { chardevId } from './portOptions';
import { resolveMachine } from './resolve';

const PARTS: CommandLineParts = {
  endpoints: [
    'pipe,id=qsd-ser0,path=/d/ser0',
    'pipe,id=qsd-ser1,path=/d/ser1',
    'pipe,id=qsd-ser2,path=/d/ser2',
  ],
  monitor: 'socket,fd=3',
  logFile: '/d/qemu.log',
  features: {
    version: '7.2',
    exitWithParent: false,
    pipeChardev: true,
    monitorObject: false,
    graphicsSwitch: false,
  },
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
  it('the command line holds the machine at reset, without a display, its monitor on the inherited socket and its port on a chardev', async () => {
    assert.equal(
      await line({}),
      '-name guest=m -display none -S -chardev socket,fd=3,id=qsd-qmp -mon chardev=qsd-qmp,mode=control ' +
        '-chardev pipe,id=qsd-ser0,path=/d/ser0 -serial chardev:qsd-ser0 -D /d/qemu.log',
    );
  });

  it('the command line makes the monitor an object where QEMU has such, and uses nothing that it deprecates', async () => {
    const text = await line({}, { features: { ...PARTS.features, monitorObject: true } });
    assert.match(
      text,
      / -chardev socket,fd=3,id=qsd-qmp -object monitor-qmp,id=qsd-monitor,chardev=qsd-qmp /,
    );
    assert.doesNotMatch(text, /-mon /);
  });

  it('the command line passes on everything of the configuration', async () => {
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

  it('the command line escapes commas in paths and names', async () => {
    const text = await line({
      name: 'a,b',
      drives: ['/x,y/disk.raw', { file: 'z,.q', interface: 'virtio' }],
    });
    assert.ok(text.includes('-name guest=a,,b'));
    assert.ok(text.includes('-drive file=/x,,y/disk.raw,format=raw'));
    assert.ok(text.includes('-drive file=/w/z,,.q,if=virtio'));
  });

  it('the command line writes drives in full', async () => {
    const drive = { file: 'f', format: 'qcow2', interface: 'ide', readonly: true, snapshot: false } as const;
    assert.ok(
      (await line({ drives: [drive] })).includes('file=/w/f,format=qcow2,if=ide,readonly=on,snapshot=off'),
    );
  });

  it('the command line has QEMU listen on the loopback only', async () => {
    const text = await line({ network: { model: 'e1000', forward: ['tcp:2222:22', 'udp:53:53'] } });
    assert.ok(
      text.includes('-nic user,model=e1000,hostfwd=tcp:127.0.0.1:2222-:22,hostfwd=udp:127.0.0.1:53-:53'),
    );
    assert.ok((await line({ network: 'none' })).includes('-nic none'));
    assert.ok(!(await line({})).includes('-nic'));
  });

  it('the command line gives each device its chardev, and keeps the slot of a port that there is not', async () => {
    const serial = [
      { device: 'none' },
      {},
      { device: 'virtconsole' },
      { device: 'pci-serial' },
    ] as const satisfies MachineConfiguration['serial'];
    assert.ok(
      (await line({ serial: [...serial] })).includes(
        '-serial null -chardev pipe,id=qsd-ser0,path=/d/ser0 -serial chardev:qsd-ser0 ' +
          '-chardev pipe,id=qsd-ser1,path=/d/ser1 -device virtio-serial,id=qsd-vser -device virtconsole,bus=qsd-vser.0,chardev=qsd-ser1 ' +
          '-chardev pipe,id=qsd-ser2,path=/d/ser2 -device pci-serial,chardev=qsd-ser2',
      ),
    );
    assert.ok(
      (await line({ serial: [{ device: 'debugcon' }] })).includes(
        '-device isa-debugcon,iobase=0xe9,chardev=qsd-ser0',
      ),
    );
    const two = await line({ serial: [{ device: 'virtconsole' }, { device: 'virtconsole' }] });
    assert.equal(two.split('virtio-serial,').length, 2);
  });

  it('the command line logs what the machine asks for', async () => {
    const text = await line({ log: { items: ['guest_errors', 'int'], trace: ['serial_*'] } });
    assert.ok(text.includes('-d guest_errors,int -trace enable=serial_*'));
    assert.ok((await line({ coverage: true })).includes('-d in_asm'));
    assert.ok((await line({ coverage: true, log: { items: ['in_asm', 'int'] } })).includes('-d in_asm,int'));
  });

  it('the command line puts what a debugger wants before what the user wants, which is last', async () => {
    const text = await line(
      { args: ['-no-shutdown'], reboot: 'shutdown' },
      { gdb: ['-gdb', 'chardev:g'], options: { postMortem: true, extraArgs: ['-icount', 'auto'] } },
    );
    assert.ok(text.endsWith('-action reboot=shutdown,shutdown=pause,panic=pause -icount auto -no-shutdown'));
    assert.ok(text.includes('-gdb chardev:g'));
    assert.ok(!text.includes('-no-reboot'));
  });

  it('the command line writes every further field as QEMU’s own option', async () => {
    const text = await line({
      kernel: 'k',
      dtb: 'b.dtb',
      boot: 'order=dc,menu=on',
      rtc: 'base=localtime',
      icount: 3,
      usb: ['usb-kbd'],
      fda: 'floppy.img',
      netdevs: [{ type: 'user', device: 'e1000', forward: ['tcp:2222:22'], options: 'restrict=on' }],
      drives: [
        { file: 'd.qcow2', device: 'nvme,serial=1' },
        { file: 'e.raw', id: 'e', index: 2 },
      ],
    });
    for (const part of [
      '-dtb /w/b.dtb',
      '-boot order=dc,menu=on',
      '-rtc base=localtime',
      '-icount 3',
      '-usb -device usb-kbd',
      '-drive file=/w/floppy.img,format=raw,if=floppy,index=0',
      '-netdev user,id=qsd-net0,hostfwd=tcp:127.0.0.1:2222-:22,restrict=on -device e1000,netdev=qsd-net0',
      '-drive file=/w/d.qcow2,format=qcow2,if=none,id=qsd-drive0 -device nvme,serial=1,drive=qsd-drive0',
      '-drive file=/w/e.raw,format=raw,id=e,index=2',
    ])
      assert.ok(text.includes(part), `${part}\n${text}`);
  });

  it('the command line gives semihosting a console, and says so once', async () => {
    const console = '-semihosting-config enable=on,target=native,chardev=qsd-ser0';
    for (const config of [
      { semihosting: true },
      { serial: [{ device: 'semihosting' as const }] },
      { args: ['-semihosting'] },
    ]) {
      const text = await line({ arch: 'arm', ...config });
      assert.ok(text.includes(`-chardev pipe,id=qsd-ser0,path=/d/ser0 ${console}`), text);
      assert.equal(text.split('-semihosting').length, 2, text);
    }
    const own = await line({ arch: 'arm', args: ['-semihosting-config', 'enable=on,chardev=mine,arg=a'] });
    assert.ok(own.includes('-semihosting-config enable=on,target=native,chardev=mine,arg=a'), own);
  });

  it('the command line puts virtio into memory on boards without PCI', async () => {
    const console = { serial: [{ device: 'virtconsole' as const }] };
    const bus = async (config: object): Promise<string | undefined> =>
      /-device (virtio-serial[\w-]*),/.exec(await line({ ...console, ...config }))?.[1];
    assert.equal(await bus({ machine: 'microvm' }), 'virtio-serial-device');
    assert.equal(await bus({ machine: 'microvm,rtc=on', arch: 'i386' }), 'virtio-serial-device');
    assert.equal(await bus({ arch: 'm68k' }), 'virtio-serial-device');
    assert.equal(await bus({ arch: 'riscv64' }), 'virtio-serial');
    assert.equal(await bus({}), 'virtio-serial');
  });

  it('the command line has firmware talk to the serial port when nobody sees a screen', async () => {
    const features = { ...PARTS.features, graphicsSwitch: true };
    const graphics = async (config: object): Promise<boolean> =>
      (await line(config, { features })).includes('graphics=off');
    assert.equal(await graphics({ drives: ['/a'] }), true);
    assert.equal(await graphics({ drives: ['/a'], machine: 'q35' }), true);
    assert.equal(await graphics({ kernel: 'k' }), false, 'a kernel does not ask the firmware');
    assert.equal(await graphics({ display: 'gtk' }), false);
    assert.equal(await graphics({ args: ['-vnc', '127.0.0.1:1'] }), false);
    assert.equal(await graphics({ machine: 'q35,graphics=on' }), false);
    assert.ok(!(await line({ drives: ['/a'] })).includes('graphics'), 'a QEMU that does not know it');
  });

  it('the command line uses no id that a person would choose', async () => {
    const text = await line({
      serial: [{}, { device: 'virtconsole' }],
      drives: [{ file: '/a', device: 'nvme,serial=1' }],
      netdevs: [{ type: 'user', device: 'e1000' }],
    });
    for (const [, id] of text.matchAll(/\bid=([^,\s]+)/g)) assert.match(id ?? '', /^qsd-/);
  });

  it('the command line passes on the debugger stub of the person, unless a debug session needs it', async () => {
    assert.ok((await line({ args: ['-s'] })).includes('-gdb tcp::1234'));
    const text = await line({ args: ['-s', '-gdb', 'tcp::5'] }, { gdb: ['-gdb', 'chardev:g'] });
    assert.equal(text.match(/-gdb \S+|-s /g)?.join(), '-gdb chardev:g');
  });

  it('the command line keeps the ports of args in their order, each with what it was given', async () => {
    const text = await line({ args: ['-serial', 'null', '-serial', 'mon:stdio', '-serial', 'file:x'] });
    assert.ok(
      text.includes(
        '-serial null -chardev pipe,id=qsd-ser0,path=/d/ser0 -serial chardev:qsd-ser0 -serial file:x -D',
      ),
      text,
    );
  });

  it('the command line takes the place of a chardev on the standard streams, under its id', async () => {
    const args = ['-chardev', 'stdio,id=con,mux=on', '-device', 'virtconsole,chardev=con', '-mon', 'con'];
    const text = await line({ args });
    assert.ok(text.includes('-chardev pipe,id=con,path=/d/ser0 '), text);
    assert.ok(text.endsWith('-device virtconsole,chardev=con'), text);
    assert.ok(
      (await line({ args: ['-debugcon', 'stdio'] })).includes('-device isa-debugcon,chardev=qsd-debugcon0'),
    );
  });

  it('the command line asks a QEMU that can to end with us', async () => {
    const features = { ...PARTS.features, exitWithParent: true };
    assert.ok((await line({}, { features })).includes('-run-with exit-with-parent=on'));
  });

  it('the id of a chardev is found in its option', () => {
    assert.equal(chardevId('socket,id=ser7,host=127.0.0.1'), 'ser7');
    assert.equal(chardevId('file,path=x'), '');
  });
});
