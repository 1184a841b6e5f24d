import assert from 'node:assert/strict';
import { resolveConfiguration } from '../resolve/resolveConfiguration';
import type { PartialConfiguration } from '../types';
import { importOptions } from './importOptions';

const of = (line: string, arch?: string) =>
  importOptions(
    line.split(' ').filter((word) => word !== ''),
    arch,
  );
const fields = (line: string, arch?: string): PartialConfiguration => of(line, arch).fields;
const told = (line: string): string =>
  of(line)
    .notices.map(({ option, text }) => `${option}: ${text}`)
    .join('\n');

describe('QEMU options as fields', () => {
  it('options stay options where no field says all that they say', () => {
    for (const line of [
      '-drive file=a,format=raw,cache=none',
      '-drive file=a,if=none,id=qsd-x',
      '-drive file=a,if=ide,unit=1',
      '-drive file=a,index=x',
      '-drive file=a,media=cdrom,id=c',
      '-nic user,id=n',
      '-nic user,hostfwd=tcp:192.168.1.1:22-:22',
      '-netdev user,hostfwd=tcp::1-:2',
      '-netdev user,id=n,hostfwd=tcp::80-10.0.2.99:80',
      '-net nic -net nic -net user',
      '-netdev {"type":"user","id":"n"}',
      '-device {"driver":"e1000"}',
      '-m lots',
      '-smp max',
      '-device qemu-xhci -device usb-kbd',
      '-trace events=file',
      '-semihosting-config enable=on,chardev=x',
      '-serial /dev/ttyS0',
      '-serial tcp::4444,server,nowait -serial stdio',
      '-newest thing',
    ])
      assert.deepEqual(fields(`${line} -display none`), { args: line.split(' ') }, line);
  });

  it('drives are imported with their devices, unless the device sits on another one', () => {
    assert.deepEqual(fields('-drive if=none,file=a,,b,id=d -device virtio-blk-pci,drive=d,serial=s'), {
      drives: [{ file: 'a,b', id: 'd', device: 'virtio-blk-pci,serial=s' }],
    });
    for (const device of ['scsi-hd,drive=d', 'usb-storage,drive=d', 'ide-hd,drive=d,bus=c.0'])
      assert.deepEqual(fields(`-device virtio-scsi-pci,id=c -drive if=none,file=a,id=d -device ${device}`), {
        drives: [{ file: 'a', interface: 'none', id: 'd' }],
        args: ['-device', 'virtio-scsi-pci,id=c', '-device', device],
      });
  });

  it('disks are imported in their order, and their numbers are only said where they are not plain', () => {
    assert.deepEqual(fields('a.img'), { drives: ['a.img'] });
    assert.deepEqual(fields('-hda a -hdb b'), { drives: ['a', 'b'] });
    assert.deepEqual(fields('-hdb b -hdd d'), {
      drives: [
        { file: 'b', index: 1 },
        { file: 'd', index: 3 },
      ],
    });
    assert.deepEqual(fields('-pflash a -pflash b -mtdblock m -fdb f -fda e'), {
      drives: [
        { file: 'a', interface: 'pflash' },
        { file: 'b', interface: 'pflash' },
        { file: 'm', interface: 'mtd' },
        { file: 'f', interface: 'floppy', index: 1 },
      ],
      fda: 'e',
    });
    assert.deepEqual(fields('-drive file=x.iso,media=cdrom,readonly=on'), { cdrom: 'x.iso' });
    assert.deepEqual(fields('-drive file=a,format=raw,if=virtio,snapshot=on,readonly=off,unit=1'), {
      drives: [{ file: 'a', format: 'raw', interface: 'virtio', readonly: false, snapshot: true, index: 1 }],
    });
  });

  it('networks are imported with ports that are open to this computer only', () => {
    assert.deepEqual(fields('-nic none'), { network: 'none' });
    assert.deepEqual(fields('-net none'), { network: 'none' });
    assert.deepEqual(fields('-net nic -net user'), { network: 'user' });
    assert.deepEqual(fields('-nic user,model=virtio,hostfwd=tcp::2222-:22,hostfwd=:127.0.0.1:80-:80'), {
      network: { model: 'virtio', forward: ['tcp:2222:22', 'tcp:80:80'] },
    });
    assert.deepEqual(fields('-nic none -netdev tap,id=t,ifname=tap0,script=no -device e1000,netdev=t'), {
      netdevs: [{ type: 'tap', id: 't', device: 'e1000', options: 'ifname=tap0,script=no' }],
    });
    assert.match(told('-net nic -net user,hostfwd=tcp::5-:6'), /-net user.*open to this computer only/);
    assert.doesNotMatch(told('-nic user,hostfwd=tcp:127.0.0.1:5-:6'), /this computer only/);
  });

  it('ports are imported with terminals, and files beside them', () => {
    assert.deepEqual(fields('-serial file:log'), { serial: [{ capture: 'log' }] });
    assert.deepEqual(fields('-serial none'), { serial: [] });
    assert.deepEqual(fields('-serial tcp::4444,server=on,wait=off'), {});
    assert.deepEqual(fields('-chardev socket,id=s,path=/x,server -serial chardev:s'), {});
    assert.deepEqual(fields('-chardev file,id=s,path=out -serial chardev:s'), {
      serial: [{ capture: 'out' }],
    });
    assert.deepEqual(fields('-serial stdio -debugcon stdio'), { serial: [{}, { device: 'debugcon' }] });
    assert.deepEqual(fields('-chardev stdio,id=c -device virtio-serial-pci -device virtconsole,chardev=c'), {
      serial: [{ device: 'virtconsole' }],
    });
    assert.deepEqual(fields('-chardev stdio,id=c -device pci-serial,chardev=c'), {
      serial: [{ device: 'pci-serial' }],
    });
    assert.deepEqual(fields('-chardev stdio,id=c -mon c'), {});
    assert.deepEqual(fields('-serial pty -serial null -serial unix:/s,server=on -serial stdio'), {
      serial: [{ device: 'uart' }, { device: 'none' }],
      args: ['-serial', 'unix:/s,server=on', '-serial', 'stdio'],
    });
    assert.deepEqual(fields('-parallel stdio'), { args: ['-parallel', 'stdio'] });
  });

  it('open firmware is told that there is no screen, and no other firmware is', () => {
    assert.equal(fields('-nographic -kernel k', 'ppc').machine, 'graphics=off');
    assert.equal(fields('-nographic -kernel k -M virt', 'riscv64').machine, 'virt');
    assert.equal(fields('-nographic', 'ppc').machine, undefined);
  });

  it('switches are imported as fields of their own', () => {
    assert.deepEqual(fields('-no-reboot -usb -icount 5 -rtc base=utc -boot d -d int,exec -trace a*'), {
      boot: 'd',
      usb: true,
      icount: 5,
      rtc: 'base=utc',
      log: { items: ['int', 'exec'], trace: ['a*'] },
      reboot: 'shutdown',
    });
    assert.deepEqual(
      fields('-semihosting-config enable=on,target=gdb,userspace=on,arg=a,arg=b').semihosting,
      {
        target: 'gdb',
        userspace: true,
        arguments: ['a', 'b'],
      },
    );
    assert.deepEqual(fields('-semihosting-config enable=off'), {});
  });

  it('only a line that says nothing of a screen is told that it has no window', () => {
    const window = /QEMU would open a window/;
    assert.match(told('-M virt'), window);
    for (const screen of ['-display curses', '-curses', '-nographic', '-vnc 127.0.0.1:1', '-display gtk'])
      assert.doesNotMatch(told(screen), window, screen);
  });

  it('an option whose value is missing is named', () => {
    assert.match(told('-nographic -kernel'), /^-kernel: its value is missing/m);
    assert.match(told('-nographic -serial'), /^-serial: its value is missing/m);
    for (const complete of ['-nographic -S', '-nographic -kernel k', '-nographic -unknown', '-nographic x'])
      assert.doesNotMatch(told(complete), /its value is missing/, complete);
  });

  it('imported fields start the same machine as the options do in "args"', () => {
    const line =
      '-M q35 -m 64 -smp 2 -kernel k -append x -serial null -serial mon:stdio -d int -no-fd-bootchk -S -name n';
    const written = resolveConfiguration({ type: 'qemu', args: line.split(' ') });
    const { startsPaused, ...imported } = of(line);
    const fromFields = resolveConfiguration({ type: 'qemu', ...imported.fields });
    assert.equal(startsPaused, written.startsPaused);
    assert.deepEqual(
      { ...fromFields, startsPaused, notices: [], serial: fromFields.serial.map(({ device }) => device) },
      {
        ...written,
        memory: '64M',
        notices: [],
        serial: written.serial.map(({ device }) => device),
      },
    );
  });
});
