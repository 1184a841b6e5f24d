import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { UNCHANGED_SETTINGS } from '../defaults';
import { validateDebug } from './debugValidate';
import { resolveDebug, type ResolvedAttach } from './resolveDebug';

describe('paths of a debug configuration', () => {
  it('paths of a debug configuration start at cwd, except for a bare GDB and what the compiler wrote', () => {
    const config = resolveDebug(
      validateDebug({
        type: 'qemu',
        request: 'launch',
        cwd: '/w',
        program: 'a.elf',
        gdb: 'gdb-multiarch',
        symbolFiles: ['b', { file: '/c', offset: 1 }],
        sourceMap: { '.': 'src', '/build': '/src' },
        record: 'r',
      }),
    );
    assert.ok(config.request === 'launch');
    const { machine, ...debug } = config;
    assert.equal(machine.cwd, '/w');
    assert.deepEqual(debug, {
      request: 'launch',
      name: 'qemu',
      cwd: '/w',
      program: '/w/a.elf',
      gdb: 'gdb-multiarch',
      symbolFiles: ['/w/b', { file: '/c', offset: 1 }],
      sourceMap: { '.': '/w/src', '/build': '/src' },
      record: '/w/r',
      debugger: 'auto',
      stopAtEntry: false,
      postMortem: true,
      restart: 'reset',
    });
    const attach = resolveDebug(
      validateDebug({ type: 'qemu', request: 'attach', machine: 'm', gdb: './gdb', cwd: 'x' }),
    );
    assert.deepEqual([attach.gdb, attach.cwd], [resolve('x/gdb'), resolve('x')]);
  });

  it('sockets of another QEMU are made absolute, and other endpoints are left alone', () => {
    const { qmp, gdbStub, serial } = resolveDebug(
      validateDebug({
        type: 'qemu',
        request: 'attach',
        cwd: '/w',
        qmp: 'unix:run/qmp.sock',
        gdbStub: 'tcp:127.0.0.1:1234',
        serial: ['unix:/run/a', 'unix:b', 'telnet:host:1', 'pty:/dev/pts/1'],
      }),
    ) as ResolvedAttach;
    assert.deepEqual([qmp, gdbStub], ['unix:/w/run/qmp.sock', 'tcp:127.0.0.1:1234']);
    assert.deepEqual(
      serial?.map(({ endpoint }) => endpoint),
      [
        { kind: 'unix', path: '/run/a' },
        { kind: 'unix', path: '/w/b' },
        { kind: 'telnet', host: 'host', port: 1 },
        { kind: 'pty', path: '/dev/pts/1' },
      ],
    );
  });

  it('ports of another QEMU are shown as they say, else as the settings do, and have a name each', () => {
    const config = validateDebug({
      type: 'qemu',
      request: 'attach',
      cwd: '/w',
      qmp: 'unix:/q',
      serial: [
        'unix:/a',
        { endpoint: 'unix:b', name: 'console', encoding: 'cp437', newline: 'lf', capture: 'c.log' },
        { endpoint: 'tcp:h:1', characterDelayMs: 5 },
      ],
    });
    const settings = {
      ...UNCHANGED_SETTINGS,
      terminal: { newline: 'crlf', localEcho: true, bracketedPaste: false },
    } as const;
    const { serial } = resolveDebug(config, settings) as ResolvedAttach;
    const plain = {
      encoding: 'utf8',
      newline: 'crlf',
      implicitCarriageReturn: true,
      localEcho: true,
      bracketedPaste: false,
      characterDelayMs: 0,
      lineDelayMs: 0,
    };
    assert.deepEqual(serial, [
      { ...plain, name: 'serial0', endpoint: { kind: 'unix', path: '/a' } },
      {
        ...plain,
        ...{ name: 'console', encoding: 'cp437', newline: 'lf', capture: '/w/c.log' },
        endpoint: { kind: 'unix', path: '/w/b' },
      },
      { ...plain, name: 'serial2', characterDelayMs: 5, endpoint: { kind: 'tcp', host: 'h', port: 1 } },
    ]);
  });
});
