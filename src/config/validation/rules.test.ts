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
  it('two ways to choose the QEMU', () => {
    const both = { arch: 'arm', qemuPath: 'qemu-system-arm' };
    assert.equal(complaint(both), 'qemuPath: give either "arch" or "qemuPath", not both');
    assert.equal(
      complaint({ qemuPath: 'q' }, { arch: 'arm' }),
      '',
      'the configuration wins over the defaults',
    );
  });

  it('kernel arguments without a kernel', () => {
    assert.equal(complaint({ append: 'x' }), 'append: has an effect only together with "kernel"');
    assert.equal(complaint({ initrd: 'x' }), 'initrd: has an effect only together with "kernel"');
    assert.equal(complaint({ append: 'x', initrd: 'y' }).split('\n').length, 3);
    assert.equal(complaint({ append: 'x', kernel: 'k' }), '');
    assert.equal(complaint({ append: 'x' }, { kernel: 'k' }), '', 'the kernel may be a default');
    assert.equal(complaint({}, { append: 'x' }), '', 'a default for machines with a kernel harms no other');
  });

  it('one name for two ports', () => {
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

  it('one capture for two ports, or over a file that the machine reads', () => {
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

  it('two debug consoles', () => {
    assert.equal(
      complaint({ serial: [{ device: 'debugcon' }, {}, { device: 'debugcon' }] }),
      'serial[2].device: serial[0] is already the debug console, and a machine has only one (port 0xe9)',
    );
  });

  it('one host port forwarded twice', () => {
    const forward = (...list: string[]): string => complaint({ network: { forward: list } });
    assert.equal(
      forward('tcp:22:22', 'tcp:22:23'),
      'network.forward[1]: network.forward[0] forwards the same host port',
    );
    assert.equal(forward('tcp:22:22', 'udp:22:22'), '');
  });

  it('waiting on a port that is not there', () => {
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

  it('an option and its value in one argument', () => {
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

  it('leaves fields alone that have a problem of their own', () => {
    assert.equal(complaint({ arch: 5, qemuPath: 6 }).split('\n').length, 3);
    assert.equal(
      complaint({ serial: 5, ready: { pattern: 'x', port: 3 } }),
      'serial: expected a list, got 5',
    );
    assert.equal(complaint({ network: { forward: [1, 1] } }).split('\n').length, 3);
  });
});
