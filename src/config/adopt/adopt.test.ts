import assert from 'node:assert/strict';
import { writeOptions } from '../options/read';
import { resolveConfiguration } from '../resolve/resolveConfiguration';
import type { PartialConfiguration } from '../types';
import { adopt } from './adopt';

const of = (line: string, config: PartialConfiguration = {}) =>
  resolveConfiguration({ type: 'qemu', ...config, args: line.split(' ').filter((word) => word !== '') });

const ports = (line: string, config: PartialConfiguration = {}): string[] =>
  of(line, config).serial.map(({ device, backend, chardev }) =>
    [device, backend ?? chardev].join(' ').trim(),
  );

describe('QEMU options that a person brings along', () => {
  it('options stay as they are when they mean nothing to us', () => {
    const { args, notices, serial } = of(
      '-device e1000 -no-shutdown -chardev socket,id=ser0,path=/s -pidfile p',
    );
    assert.equal(args.join(' '), '-device e1000 -no-shutdown -chardev socket,id=ser0,path=/s -pidfile p');
    assert.deepEqual([notices, serial.length], [[], 1]);
  });

  it('ports of args are ports of the machine in their order, without one of ours before them', () => {
    assert.deepEqual(ports(''), ['uart']);
    assert.deepEqual(ports('-serial null -serial stdio'), ['none null', 'uart']);
    assert.deepEqual(ports('--serial mon:stdio -serial vc'), ['uart', 'uart']);
    assert.deepEqual(ports('-serial none'), ['none none']);
    assert.deepEqual(ports('-serial stdio', { serial: [{ name: 'first' }] }), ['uart', 'uart']);
    assert.deepEqual(ports('-serial stdio', { serial: [] }), ['uart']);
  });

  it('a port that goes to a file or a socket is kept, and the notes say that it has no terminal', () => {
    const resolved = of('-serial file:log -serial tcp:127.0.0.1:1,server=on -serial stdio');
    assert.deepEqual(
      resolved.serial.map(({ backend }) => backend),
      ['file:log', 'tcp:127.0.0.1:1,server=on', undefined],
    );
    assert.deepEqual([resolved.args, resolved.notices.length], [[], 2]);
    assert.match(resolved.notices[0] ?? '', /-serial file:log: this port has no terminal/);
  });

  it('a port behind a -chardev is found, too', () => {
    assert.deepEqual(ports('-chardev stdio,id=c -serial chardev:c'), ['uart c']);
    assert.deepEqual(ports('-serial chardev:c -chardev file,id=c,path=x'), ['none chardev:c']);
    assert.deepEqual(ports('-chardev stdio,id=c -device virtconsole,chardev=c'), ['chardev c']);
    assert.deepEqual(ports('-debugcon stdio'), ['chardev qsd-debugcon0']);
    assert.deepEqual(ports('-debugcon file:x'), ['uart']);
  });

  it('a name of ours is left to nobody twice', () => {
    const { serial } = of('-serial stdio -serial stdio', { serial: [{ name: 'serial1' }] });
    assert.deepEqual(
      serial.map(({ name }) => name),
      ['serial1', 'serial2', 'serial3'],
    );
  });

  it('-nographic brings its serial port, and its monitor is left out', () => {
    const { serial, args, display, machine, notices } = of('-nographic');
    assert.deepEqual([serial.length, args, display, machine], [1, [], 'none', 'graphics=off']);
    assert.match(notices.join(), /Open Monitor/);
    assert.deepEqual(ports('-nographic -serial null'), ['none null']);
  });

  it('options that would need the standard streams are left out, and the notes say so', () => {
    for (const line of [
      '-monitor stdio',
      '--monitor mon:stdio',
      '-qmp stdio',
      '-chardev stdio,id=c -qmp chardev:c',
      '-gdb stdio',
      '--gdb stdio',
      '-chardev stdio,id=c -gdb chardev:c',
      '-daemonize',
      '--daemonize',
      '-curses',
      '-display curses',
    ]) {
      const { args, notices, gdb, serial } = of(line);
      assert.deepEqual([args, gdb], [[], undefined], line);
      assert.deepEqual([notices.length, serial.length], [1, 1], line);
      assert.match(notices[0] ?? '', /left out/, line);
    }
    const { args, serial, notices } = of('-chardev stdio,id=c,mux=on -serial chardev:c -mon chardev=c');
    assert.deepEqual([args, serial.length, notices.length], [[], 1, 1]);
  });

  it('monitors that are reached elsewhere are kept', () => {
    const line = '-monitor none -monitor tcp:127.0.0.1:4444,server=on -qmp unix:/q,server=on -mon chardev=m';
    assert.equal(of(line).args.join(' '), line);
  });

  it('options become fields, and win over fields that are written', () => {
    const { kernel, append, memory, smp, cpu, bios, display, log, args } = of(
      '-kernel /k.elf -append x=1 -m 1G,slots=2 -smp 4,cores=2 -cpu max -bios none -display gtk -d int,exec',
      { kernel: '/other', memory: 64, log: { items: ['unimp'], trace: ['t'] } },
    );
    assert.deepEqual([kernel, append, memory, smp], ['/k.elf', 'x=1', '1G,slots=2', '4,cores=2']);
    assert.deepEqual([cpu, bios, display, args], ['max', 'none', 'gtk', []]);
    assert.deepEqual(log, { items: ['int', 'exec'], trace: ['t'] });
  });

  it('several types add up to one machine, and the last one counts', () => {
    assert.equal(of('-M virt,gic-version=3').machine, 'virt,gic-version=3');
    assert.equal(of('-machine accel=tcg', { machine: 'q35' }).machine, 'q35,accel=tcg');
    assert.equal(of('-M pc -machine type=q35,usb=on -nographic').machine, 'q35,usb=on,graphics=off');
  });

  it('-name names the machine unless it has a name', () => {
    assert.equal(of('-name mine').name, 'mine');
    assert.equal(of('-name mine', { name: 'ours' }).name, 'ours');
    assert.equal(of('-kernel /b/os.elf').name, 'os');
    const { name, args } = of('-name guest=mine,debug-threads=on');
    assert.deepEqual([name, args], ['mine', ['-name', 'debug-threads=on']]);
  });

  it('-S says that the guest waits, and -gdb where a debugger connects', () => {
    const { startsPaused, gdb, args } = of('-S -s');
    assert.deepEqual([startsPaused, gdb, args], [true, 'tcp::1234', []]);
    assert.equal(of('--gdb tcp:127.0.0.1:5').gdb, 'tcp:127.0.0.1:5');
    assert.deepEqual([of('').startsPaused, of('').gdb], [false, undefined]);
  });

  it('semihosting is turned on, with a console of its own beside other ports', () => {
    assert.deepEqual(ports('-semihosting'), ['semihosting']);
    assert.deepEqual(ports('-serial stdio -semihosting-config enable=on,target=native'), [
      'uart',
      'semihosting',
    ]);
    assert.equal(of('-serial stdio -semihosting').serial[1]?.terminal, 'hidden');
    assert.deepEqual(ports('-semihosting-config enable=on,target=gdb'), ['uart']);
    assert.deepEqual(ports('-semihosting-config enable=off'), ['uart']);
    assert.deepEqual(of('-semihosting-config enable=on,arg=a,,b,arg=c').semihosting, {
      target: 'native',
      options: ['arg=a,,b', 'arg=c'],
    });
  });

  it('options whose value is missing are left for QEMU to complain about', () => {
    for (const line of ['-serial', '-kernel', '-machine', '-mon'])
      assert.deepEqual(writeOptions(adopt([line]).left), [line]);
  });

  it('options that open this computer to the network are warned about', () => {
    const warned = (line: string): boolean => of(line).notices.some((notice) => /every network/.test(notice));
    for (const line of [
      '-s',
      '-gdb tcp::1234',
      '--gdb tcp:0.0.0.0:1',
      '-monitor tcp::1,server,nowait',
      '-qmp tcp:0.0.0.0:1,server=on',
      '-serial telnet::1,server',
      '-chardev socket,id=a,port=1,server=on',
      '-vnc :1',
      '-display vnc=:1',
      '-nic user,hostfwd=tcp::2222-:22',
      '-netdev user,id=n,hostfwd=udp:0.0.0.0:1-:1',
      '-net user,hostfwd=tcp::1-:1',
    ])
      assert.ok(warned(line), line);
    for (const line of [
      '-gdb tcp:127.0.0.1:1234',
      '-monitor tcp::1',
      '-chardev socket,id=a,path=/s,server=on',
      '-vnc 127.0.0.1:1',
      '-nic user,hostfwd=tcp:127.0.0.1:2222-:22',
      '-append tcp::1',
    ])
      assert.ok(!warned(line), line);
  });
});
