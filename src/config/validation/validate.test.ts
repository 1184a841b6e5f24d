import assert from 'node:assert/strict';
import { ConfigurationError, validate } from './validate';

function errorOf(run: () => unknown): ConfigurationError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error;
  }
  assert.fail('no error');
}

const messageOf = (config: unknown): string => errorOf(() => validate(config)).message;
const machine = (fields: Record<string, unknown>): unknown => ({ type: 'qemu', ...fields });

const MESSAGES: readonly [fields: Record<string, unknown>, message: string][] = [
  [{ serial: [{}, { name: 5 }] }, 'serial[1].name: expected text, got 5'],
  [{ serial: {} }, 'serial: expected a list, got an object'],
  [{ serial: [null] }, 'serial[0]: expected an object, got null'],
  [{ serial: [[]] }, 'serial[0]: expected an object, got a list'],
  [{ serial: [undefined] }, 'serial[0]: expected an object, got nothing'],
  [{ serial: [{ naem: 'x' }] }, 'serial[0].naem: unknown field; did you mean "name"?'],
  [
    { serial: [{ characterDelayMs: '5' }] },
    'serial[0].characterDelayMs: expected a number, got the text "5"; write it without the quotation marks',
  ],
  [
    { serial: [{ localEcho: 'true' }] },
    'serial[0].localEcho: expected true or false, got the text "true"; write it without the quotation marks',
  ],
  [{ serial: [{ characterDelayMs: 'x' }] }, 'serial[0].characterDelayMs: expected a number, got "x"'],
  [{ serial: [{ characterDelayMs: -1 }] }, 'serial[0].characterDelayMs: expected at least 0, got -1'],
  [{ serial: [{ characterDelayMs: 1001 }] }, 'serial[0].characterDelayMs: expected at most 1000, got 1001'],
  [
    { serial: [{ name: 'com 1' }] },
    'serial[0].name: expected letters, digits, "-" and "_" only, got "com 1"',
  ],
  [
    { serial: [{ newline: 'CRLF' }] },
    'serial[0].newline: expected one of "cr", "lf", "crlf", got "CRLF"; did you mean "crlf"?',
  ],
  [
    { drives: [{ file: 'a', interface: 'sata' }] },
    'drives[0].interface: expected one of "ide", "virtio", "scsi", "sd", "pflash", "mtd", "floppy", "none", got "sata"',
  ],
  [{ drives: [{ interface: 'ide' }] }, 'drives[0].file: missing; expected text'],
  [{ drives: ['a', 7] }, 'drives[1]: expected text or an object, got 7'],
  [{ drives: 'disk.img' }, 'drives: expected a list, got "disk.img"'],
  [{ network: 'bridge' }, 'network: expected one of "none", "user" or an object, got "bridge"'],
  [
    { network: { forward: ['tcp:22'] } },
    'network.forward[0]: expected protocol, host port and guest port such as "tcp:2222:22", got "tcp:22"',
  ],
  [
    { network: { forward: ['tcp:0:22'] } },
    'network.forward[0]: expected port numbers from 1 to 65535, got "tcp:0:22"',
  ],
  [
    { network: { forward: ['tcp:22:65536'] } },
    'network.forward[0]: expected port numbers from 1 to 65535, got "tcp:22:65536"',
  ],
  [{ memory: '512MB' }, 'memory: expected a size such as "512M" or "2G", or a number of MiB, got "512MB"'],
  [{ memory: null }, 'memory: expected text or a number, got null'],
  [{ memory: 0.5 }, 'memory: expected a whole number, got 0.5'],
  [{ smp: 'many' }, 'smp: expected a number of CPUs or a topology such as "4,cores=2,threads=2", got "many"'],
  [{ arch: 'amd64' }, 'arch: got "amd64"; did you mean "x86_64"?'],
  [{ arch: 'x86-64' }, 'arch: got "x86-64"; did you mean "x86_64"?'],
  [{ kernle: 'a' }, 'kernle: unknown field; did you mean "kernel"?'],
  [{ mem: '1G' }, 'mem: unknown field; did you mean "memory"?'],
  [{ cmdline: 'x' }, 'cmdline: unknown field; did you mean "append"?'],
  [{ 'a b': 1 }, '["a b"]: unknown field'],
  [{ kernel: '' }, 'kernel: is empty; remove it or fill it in'],
  [{ kernel: 'a\0' }, 'kernel: contains a NUL character'],
  [{ kernel: ['a'] }, 'kernel: expected text, got a list'],
  [{ kernel: 'x'.repeat(99), cwd: 1 }, 'cwd: expected text, got 1'],
  [{ env: { A: 1 } }, 'env.A: expected text or null, got 1'],
  [
    { env: { 'A=B': 'x' } },
    'env["A=B"]: expected the name of an environment variable (not empty, without "=")',
  ],
  [{ env: ['A=B'] }, 'env: expected an object, got a list'],
  [{ ready: '(' }, 'ready: "(" is not a regular expression: Unterminated group'],
  [
    { ready: { pattern: '[' } },
    'ready.pattern: "[" is not a regular expression: Unterminated character class',
  ],
  [{ ready: { port: 0 } }, 'ready.pattern: missing; expected text'],
  [{ args: '-s -S' }, 'args: expected a list, got "-s -S"'],
  [{ args: [1] }, 'args[0]: expected text, got 1'],
  [
    { stop: { powerdownSeconds: '5' } },
    'stop.powerdownSeconds: expected a number, got the text "5"; write it without the quotation marks',
  ],
  [{ log: ['int'] }, 'log: expected an object, got a list'],
  [{ type: 'qmeu' }, 'type: expected "qemu", got "qmeu"; did you mean "qemu"?'],
];

describe('validate', () => {
  for (const [fields, message] of MESSAGES)
    it(`validate says "${message}"`, () => assert.equal(messageOf(machine(fields)), message));

  it('validate wants an object', () => {
    assert.equal(messageOf(null), 'configuration: expected an object, got null');
    assert.equal(messageOf([]), 'configuration: expected an object, got a list');
    assert.equal(messageOf('qemu'), 'configuration: expected an object, got "qemu"');
    assert.equal(messageOf(undefined), 'configuration: expected an object, got nothing');
    assert.equal(messageOf({}), 'type: missing; expected "qemu"');
  });

  it('validate is content with a type', () => {
    assert.deepEqual(validate({ type: 'qemu' }), { type: 'qemu' });
  });

  it('validate returns what it was given, without fields that say nothing, and leaves the original alone', () => {
    const given = machine({
      kernel: 'a',
      cpu: undefined,
      serial: [{ name: 'a', capture: undefined }],
      env: { A: null },
    });
    const before = structuredClone(given);
    assert.deepEqual(validate(given), machine({ kernel: 'a', serial: [{ name: 'a' }], env: { A: null } }));
    assert.deepEqual(given, before);
  });

  it('validate accepts everything that the schema knows at once', () => {
    const full = machine({
      name: 'demo',
      arch: 'riscv64',
      machine: 'virt,aia=aplic',
      cpu: 'rv64,v=true',
      memory: 256,
      smp: '4,cores=2,threads=2',
      kernel: 'build/kernel, with comma.elf',
      initrd: 'a',
      append: '',
      bios: 'none',
      drives: ['a,b.img', { file: 'b', format: 'raw', interface: 'virtio', readonly: true, snapshot: false }],
      cdrom: 'c',
      network: { model: 'e1000', forward: ['tcp:2222:22', 'udp:2222:22'] },
      display: 'none',
      serial: [
        { name: 'a', device: 'uart', terminal: 'hidden', capture: '${workspaceFolder}/a', newline: 'lf' },
        {},
      ],
      args: ['-append', '-v debug', ''],
      env: { A: '', B: null },
      cwd: '/',
      ready: { port: 'a', pattern: 'login: $', timeoutSeconds: 0.5 },
      log: { items: ['int'], trace: ['serial_*'] },
      stop: { powerdownSeconds: 0, quitSeconds: 1.5, terminateSeconds: 1 },
      reboot: 'shutdown',
    });
    assert.deepEqual(validate(full), full);
  });

  it('validate accepts the sizes and topologies that QEMU does', () => {
    for (const memory of ['512', '512M', '1.5G', '64k', 'size=1G,slots=2,maxmem=4G', 1])
      validate(machine({ memory }));
    for (const smp of [1, '2', 'cpus=2', '4,maxcpus=8', 'sockets=1,cores=2,threads=2'])
      validate(machine({ smp }));
    for (const memory of ['', 'M', '5 G', '-1', '1,5G', '512M,mem=2'])
      assert.match(messageOf(machine({ memory })), /^memory: /);
    for (const smp of ['0', '2.5', ',', 'cores=0', 'cores'])
      assert.match(messageOf(machine({ smp })), /^smp: /);
  });

  it('validate reports every problem, one a line', () => {
    const error = errorOf(() => validate(machine({ kernel: 1, serial: [{ name: 1, foo: 2 }], zz: 3 })));
    assert.deepEqual(
      error.problems.map(({ path }) => path),
      ['kernel', 'serial[0].name', 'serial[0].foo', 'zz'],
    );
    assert.equal(error.message.split('\n').length, 5);
    assert.equal(error.message.split('\n')[0], '4 problems in the configuration:');
    assert.equal(error.name, 'ConfigurationError');
  });

  it('validate cuts long values in messages', () => {
    const message = messageOf(machine({ memory: 'x'.repeat(1000) }));
    assert.ok(message.length < 200, message);
    assert.match(message, /x…"$/);
  });

  it('validate is not fooled by what every object inherits', () => {
    assert.equal(messageOf(machine({ toString: 1 })), 'toString: unknown field');
    assert.equal(
      messageOf(JSON.parse('{"type":"qemu","__proto__":{"kernel":1}}')),
      '__proto__: unknown field',
    );
    assert.equal(messageOf(Object.create({ type: 'qemu' })), 'type: missing; expected "qemu"');
  });
});
