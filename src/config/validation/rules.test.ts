import assert from 'node:assert/strict';
import type { PartialConfiguration } from '../types';
import { ConfigurationError, validate } from './validate';

/** The whole message, or empty where there is nothing to say. */
function complaint(fields: Record<string, unknown>, defaults: PartialConfiguration = {}): string {
  try {
    validate({ type: 'qemu', ...fields }, defaults);
    return '';
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.message;
  }
}

describe('what does not fit together', () => {
  it('two ways to choose the QEMU do not go together', () => {
    assert.equal(
      complaint({ arch: 'arm', qemuPath: '/opt/qemu-system-x86_64' }),
      'qemuPath: names a QEMU for x86_64, which is not the "arch" of this configuration',
    );
    assert.equal(complaint({ arch: 'arm', qemuPath: 'qemu-system-arm' }), '');
    assert.equal(complaint({ arch: 'aarch64', qemuPath: './wrapper.sh' }), '', 'whose name says nothing');
    assert.equal(
      complaint({ qemuPath: 'q' }, { arch: 'arm' }),
      '',
      'the configuration wins over the defaults',
    );
  });

  it('kernel arguments do not go without a kernel', () => {
    assert.equal(complaint({ append: 'x' }), 'append: has an effect only together with "kernel"');
    assert.equal(complaint({ initrd: 'x' }), 'initrd: has an effect only together with "kernel"');
    assert.equal(complaint({ append: 'x', initrd: 'y' }).split('\n').length, 3);
    assert.equal(complaint({ append: 'x', kernel: 'k' }), '');
    assert.equal(complaint({ append: 'x' }, { kernel: 'k' }), '', 'the kernel may be a default');
    assert.equal(complaint({}, { append: 'x' }), '', 'a default for machines with a kernel harms no other');
  });

  it('two ports may not have one name', () => {
    const name = (...names: (string | undefined)[]): string =>
      complaint({ serial: names.map((each) => (each === undefined ? {} : { name: each })) });
    const taken = (path: string, port: string, other: string): string =>
      `${path}.name: "${port}" is already the name of ${other}; give each port its own`;
    assert.equal(name('a', 'b', 'a'), taken('serial[2]', 'a', 'serial[0]'));
    assert.equal(name(undefined, 'serial0'), taken('serial[1]', 'serial0', 'serial[0]'));
    assert.equal(name('serial1', undefined), taken('serial[0]', 'serial1', 'serial[1]'));
    assert.equal(name('serial1', 'serial0'), '');
    assert.equal(name('a', 'A', undefined), '');
  });

  it('an entry of "onMatch" needs a port that is there, and something to do', () => {
    const match = (fields: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
      complaint({ onMatch: [{ pattern: 'x', ...fields }], ...more });
    assert.equal(match({ do: ['stop'] }), '');
    assert.equal(match({ send: 'y', port: 'serial0' }), '');
    assert.equal(match({}), 'onMatch[0]: does nothing; add "do" or "send"');
    assert.equal(match({ do: [] }), 'onMatch[0]: does nothing; add "do" or "send"');
    assert.equal(
      match({ do: ['stop'], port: 'b' }),
      'onMatch[0].port: there is no serial port "b"; there are serial0',
    );
    assert.equal(
      match({ do: ['stop'] }, { serial: [] }),
      'onMatch[0]: there is no serial port to wait on; add one to "serial"',
    );
  });

  it('a capture may not be that of another port, nor a file that the machine reads', () => {
    const capture = (...files: string[]): Record<string, unknown> => ({
      serial: files.map((file) => ({ capture: file })),
    });
    assert.equal(
      complaint(capture('a.log', './a.log')),
      'serial[1].capture: serial[0] captures into the same file; give each port its own',
    );
    assert.equal(complaint(capture('a.log', 'b.log')), '');
    assert.equal(
      complaint({ ...capture('out/../disk.img'), drives: ['x', { file: 'disk.img' }] }),
      'serial[0].capture: would overwrite the file that drives[1] names',
    );
    assert.match(complaint({ ...capture('k'), kernel: 'k' }), /that kernel names$/);
  });

  it('a second debug console is refused', () => {
    assert.equal(
      complaint({ serial: [{ device: 'debugcon' }, {}, { device: 'debugcon' }] }),
      'serial[2].device: serial[0] is already the debug console, and a machine has only one (port 0xe9)',
    );
  });

  it('a host port may not be forwarded twice', () => {
    const forward = (...list: string[]): string => complaint({ network: { forward: list } });
    assert.equal(
      forward('tcp:22:22', 'tcp:22:23'),
      'network.forward[1]: network.forward[0] forwards the same host port',
    );
    assert.equal(forward('tcp:22:22', 'udp:22:22'), '');
  });

  it('a machine cannot wait on a port that is not there', () => {
    const ready = (port: unknown, serial?: unknown): string =>
      complaint({ ready: { pattern: 'x', port }, ...(serial !== undefined && { serial }) });
    assert.equal(ready(0), '');
    assert.equal(ready('serial0'), '');
    assert.equal(ready(1), 'ready.port: there is no serial port 1; there are serial0');
    assert.equal(
      ready('con', [{ name: 'a' }, {}]),
      'ready.port: there is no serial port "con"; there are a, serial1',
    );
    assert.equal(ready('a', [{ name: 'a' }]), '');
    assert.equal(ready(0, [{ device: 'none' }, {}]), '', 'a slot that is skipped is no port');
    assert.match(ready(1, [{ device: 'none' }, {}]), /no serial port 1; there are serial1$/);
    assert.match(ready('serial0', [{ device: 'none' }, {}]), /no serial port "serial0"/);
    assert.match(ready(undefined, []), /^ready: there is no serial port to wait on/);
    assert.match(complaint({ ready: 'x', serial: [{ device: 'none' }] }), /^ready: /);
    assert.equal(complaint({ ready: { pattern: 'x', port: 'a' } }, { serial: [{ name: 'a' }] }), '');
  });

  it('an option and its value may not share one argument', () => {
    assert.equal(
      complaint({ args: ['-S', '-device isa-debug-exit'] }).split('\n')[0],
      '',
      'what stands behind an option may be its value',
    );
    assert.equal(
      complaint({ args: ['-device isa-debug-exit'] }),
      'args[0]: write the option and its value as two items: "-device", "isa-debug-exit"',
    );
    assert.equal(complaint({ args: ['-append', '-v debug', '-name', 'two words'] }), '');
  });

  it('a field that has a problem of its own is not told of a second one', () => {
    assert.equal(complaint({ arch: 5, qemuPath: 6 }).split('\n').length, 3);
    assert.equal(
      complaint({ serial: 5, ready: { pattern: 'x', port: 3 } }),
      'serial: expected a list, got 5',
    );
    assert.equal(complaint({ network: { forward: [1, 1] } }).split('\n').length, 3);
  });

  it('a home directory that only a shell knows is refused', () => {
    const told = (path: string): string =>
      `${path}: "~" is your home directory only for a shell; write "\${userHome}/a"`;
    for (const field of ['kernel', 'bios', 'dtb', 'cdrom', 'fda', 'qemuPath', 'cwd'])
      assert.equal(complaint({ [field]: '~/a' }), told(field));
    assert.equal(complaint({ kernel: 'k', initrd: '~/a' }), told('initrd'));
    assert.equal(complaint({ drives: ['x', '~/a'] }), told('drives[1]'));
    assert.equal(complaint({ drives: [{ file: '~/a' }] }), told('drives[0]'));
    assert.equal(complaint({ serial: [{ capture: '~/a' }] }), told('serial[0].capture'));
    assert.equal(complaint({ kernel: 'a~/b' }), '');
  });

  it('a command line is refused where a program belongs', () => {
    assert.match(complaint({ qemuPath: 'sudo qemu-system-i386' }), /^qemuPath: .*"sudo"/);
    assert.match(complaint({ qemuPath: 'qemu-system-i386 -m 1G' }), /^qemuPath: .*"qemu-system-i386"/);
    assert.equal(complaint({ qemuPath: '/opt/my qemu/qemu-system-i386' }), '');
  });

  it('ids that are taken are refused', () => {
    const drive = (id: string): object => ({ file: 'a', id });
    assert.equal(complaint({ drives: [drive('a'), drive('a')] }), 'drives[1].id: drives[0] has the same id');
    assert.match(complaint({ netdevs: [{ id: 'qsd-net0' }] }), /^netdevs\[0\]\.id: begins with "qsd-"/);
    assert.equal(complaint({ drives: [drive('a')], netdevs: [{ id: 'b' }, {}] }), '');
  });

  it('a drive with a device of its own may not name another interface', () => {
    const drive = { file: 'a', device: 'nvme' };
    assert.match(complaint({ drives: [{ ...drive, interface: 'ide' }] }), /^drives\[0\]\.device: /);
    assert.equal(complaint({ drives: [{ ...drive, interface: 'none' }, drive] }), '');
  });

  it('network back ends need a network, and two may not share a host port', () => {
    assert.equal(
      complaint({ network: 'none', netdevs: [{}] }),
      'netdevs: has no effect with "network": "none"',
    );
    const forward = ['tcp:2222:22'];
    assert.equal(
      complaint({ network: { forward }, netdevs: [{ forward }] }),
      'netdevs[0].forward[0]: network.forward[0] forwards the same host port',
    );
  });

  it('semihosting has one console at most', () => {
    const port = { device: 'semihosting' };
    assert.match(complaint({ serial: [port, {}, port] }), /^serial\[2\]\.device: serial\[0\] is already/);
  });

  it('what does not fit together is found in args, too', () => {
    assert.equal(complaint({ append: 'x', args: ['-kernel', 'k'] }), '');
    assert.equal(
      complaint({ ready: { pattern: 'x', port: 1 }, args: ['-serial', 'vc', '-serial', 'vc'] }),
      '',
    );
    assert.match(complaint({ ready: 'x', args: ['-serial', 'null'] }), /^ready: there is no serial port/);
  });
});
