import assert from 'node:assert/strict';
import { resolve } from 'node:path';
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
    assert.deepEqual(serial, ['unix:/run/a', 'unix:/w/b', 'telnet:host:1', 'pty:/dev/pts/1']);
  });
});
