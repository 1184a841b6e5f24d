import assert from 'node:assert/strict';
import { validateDebug } from '../../config/debug/debugValidate';
import { foreignEntriesIn, foreignEntry } from './foreignEntries';

/** What becomes of an entry, and which of its fields are left out; it must be valid. */
function imported(entry: object): { entry: object; left: string[] } {
  const found = foreignEntry(entry);
  assert.ok(found, JSON.stringify(entry));
  validateDebug({ name: found.name, ...found.entry });
  return { entry: found.entry, left: found.changes.map(({ option }) => option) };
}

describe('an entry of launch.json for another debugger', () => {
  it('an entry of cppdbg becomes an attachment to the stub that it connects to', () => {
    const { entry, left } = imported({
      name: 'kernel',
      type: 'cppdbg',
      request: 'launch',
      program: '${workspaceFolder}/kernel.elf',
      cwd: '${workspaceFolder}',
      MIMode: 'gdb',
      miDebuggerPath: '/usr/bin/gdb-multiarch',
      miDebuggerServerAddress: ':26000',
      setupCommands: [
        { text: '-enable-pretty-printing', ignoreFailures: true },
        { text: 'set architecture riscv:rv64' },
        { text: 'target remote :26000' },
      ],
      sourceFileMap: { '/build': { editorPath: '/src', useForBreakpoints: true }, '/a': '/b' },
      preLaunchTask: 'build',
      args: [],
      environment: [],
    });
    assert.deepEqual(entry, {
      type: 'qemu',
      request: 'attach',
      gdbStub: 'tcp:127.0.0.1:26000',
      program: '${workspaceFolder}/kernel.elf',
      gdb: '/usr/bin/gdb-multiarch',
      cwd: '${workspaceFolder}',
      sourceMap: { '/build': '/src', '/a': '/b' },
      setupCommands: ['set architecture riscv:rv64'],
      preLaunchTask: 'build',
    });
    assert.deepEqual(left, ['args', 'environment']);
  });

  it('an entry of cppdbg becomes a launch if it starts QEMU itself', () => {
    const { entry } = imported({
      ...{ name: 'k', type: 'cppdbg', request: 'launch', program: 'k.elf', stopAtEntry: true },
      ...{ debugServerPath: 'qemu-system-arm', debugServerArgs: '-M virt -kernel k.elf -S -s -append "a b"' },
      miDebuggerServerAddress: 'localhost:1234',
    });
    assert.deepEqual(entry, {
      ...{ type: 'qemu', request: 'launch', arch: 'arm', machine: 'virt', kernel: 'k.elf' },
      ...{ append: 'a b', stopAtEntry: true, program: 'k.elf' },
    });
  });

  it('an entry of Cortex-Debug has the options that Cortex-Debug gives to QEMU', () => {
    const { entry, left } = imported({
      ...{ name: 'board', type: 'cortex-debug', request: 'launch', servertype: 'qemu', cwd: 'app' },
      ...{ cpu: 'cortex-m3', machine: 'lm3s6965evb', executable: 'build/app.elf', gdbPath: 'gdb-multiarch' },
      ...{
        serverArgs: ['-icount', 'shift=6'],
        runToEntryPoint: 'main',
        postLaunchCommands: ['set $x = 1', 'load'],
      },
      ...{ symbolFiles: [{ file: 'boot.elf', offset: '0x100' }, 'other.elf'], svdFile: 'x.svd' },
    });
    assert.deepEqual(entry, {
      ...{ type: 'qemu', request: 'launch', arch: 'arm', machine: 'lm3s6965evb', cpu: 'cortex-m3' },
      ...{ kernel: 'build/app.elf', semihosting: true, icount: 6, gdb: 'gdb-multiarch', cwd: 'app' },
      ...{ serial: [{ device: 'uart' }, { device: 'semihosting' }], stopOnSymbol: 'main' },
      ...{ setupCommands: ['set $x = 1'], symbolFiles: [{ file: 'boot.elf', offset: '0x100' }, 'other.elf'] },
    });
    assert.deepEqual(left, ['-nographic', 'svdFile']);
    const external = { type: 'cortex-debug', servertype: 'external', gdbTarget: 'localhost:50000' };
    assert.deepEqual(imported({ ...external, name: 'x', request: 'attach', executable: 'a.elf' }).entry, {
      ...{ type: 'qemu', request: 'attach', gdbStub: 'tcp:localhost:50000', program: 'a.elf' },
    });
  });

  it('an entry of cdt-gdb-adapter starts its server, or attaches to it', () => {
    const common = {
      name: 't',
      type: 'gdbtarget',
      request: 'launch',
      program: 'a.elf',
      gdb: 'gdb-multiarch',
    };
    const image = { symbolFileName: 'b.elf', symbolOffset: '0x40000000' };
    assert.deepEqual(
      imported({
        ...common,
        initCommands: ['set pagination off'],
        imageAndSymbols: image,
        target: { server: 'qemu-system-riscv64', serverParameters: ['-M', 'virt', '-kernel', 'a.elf', '-S'] },
      }).entry,
      {
        ...{ type: 'qemu', request: 'launch', arch: 'riscv64', machine: 'virt', kernel: 'a.elf' },
        ...{
          stopAtEntry: true,
          program: 'a.elf',
          gdb: 'gdb-multiarch',
          setupCommands: ['set pagination off'],
        },
        symbolFiles: [{ file: 'b.elf', offset: '0x40000000' }],
      },
    );
    for (const target of [{ host: 'board', port: '3333' }, { parameters: ['board:3333'] }])
      assert.deepEqual(imported({ ...common, request: 'attach', target }).entry, {
        ...{
          type: 'qemu',
          request: 'attach',
          gdbStub: 'tcp:board:3333',
          program: 'a.elf',
          gdb: 'gdb-multiarch',
        },
      });
  });

  it('an entry that has nothing to do with a machine is none of ours', () => {
    for (const entry of [
      { type: 'node', program: 'a.js' },
      { type: 'cppdbg', program: 'a.out' },
      { type: 'cortex-debug', servertype: 'openocd', executable: 'a' },
      { type: 'gdbtarget', target: { server: 'gdbserver' } },
      { type: 'constructor' },
      undefined,
      'x',
    ])
      assert.equal(foreignEntry(entry), undefined, JSON.stringify(entry));
  });

  it('entries of one name are told apart by the lists that they are from', () => {
    const entry = (executable: string) => ({
      ...{ type: 'cortex-debug', name: 'board', servertype: 'external', gdbTarget: 'localhost:3333' },
      executable,
    });
    const own = { folder: 'a', entries: [entry('a.elf'), { type: 'node' }] };
    const other = { folder: 'b', entries: [entry('b.elf')] };
    assert.deepEqual(
      foreignEntriesIn([own, other]).map(({ name, entry: { program }, list }) => [
        name,
        program,
        list.folder,
      ]),
      [
        ['board', 'a.elf', 'a'],
        ['board', 'b.elf', 'b'],
      ],
    );
  });
});
