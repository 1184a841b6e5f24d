import assert from 'node:assert/strict';
import { validateDebug } from '../../../../config/debug/debugValidate';
import { resolveDebug } from '../../../../config/debug/resolveDebug';
import { ADAPTER, childConfiguration } from './childConfiguration';
import { majorVersion } from './gdbVersion';
import { delegateOf } from './kinds';

const config = (fields: object) =>
  resolveDebug(validateDebug({ type: 'qemu', request: 'launch', name: 'x', kernel: '/k.elf', ...fields }));

const child = (fields: object, facts: object = {}): Record<string, unknown> => {
  const written = config(fields);
  const kind = delegateOf(written);
  assert.ok(kind);
  return {
    ...childConfiguration(kind, {
      config: written,
      program: '/k.elf',
      arch: undefined,
      gdb: '/bin/gdb',
      stub: '/tmp/gdb.sock',
      cwd: '/w',
      ...facts,
    }),
  };
};

describe('a session for a debugger of somebody else’s', () => {
  it('a session for another debugger is described to the C/C++ extension', () => {
    const made = child(
      { debugger: 'cppdbg', stopOnSymbol: 'main', symbolFiles: ['/s'], sourceMap: { '/a': '/b' } },
      { arch: 'x86_64' },
    );
    assert.deepEqual(made, {
      type: 'cppdbg',
      request: 'launch',
      name: 'x (cppdbg)',
      program: '/k.elf',
      cwd: '/w',
      MIMode: 'gdb',
      miDebuggerPath: '/bin/gdb',
      miDebuggerServerAddress: '/tmp/gdb.sock',
      stopAtConnect: false,
      setupCommands: [
        { text: 'set confirm off' },
        { text: 'set pagination off' },
        { text: 'set architecture i386:x86-64' },
      ],
      postRemoteConnectCommands: [{ text: 'add-symbol-file "/s"' }, { text: 'thbreak main' }],
      sourceFileMap: { '/a': '/b' },
      externalConsole: false,
    });
    assert.equal(child({ debugger: 'cppdbg', stopAtEntry: true })['stopAtConnect'], true);
  });

  it('a session for another debugger is described to LLDB', () => {
    const symbolFiles = ['/s', { file: '/t', offset: '0x10' }, { file: '/u', sections: { '.text': 16 } }];
    const made = child({
      debugger: 'lldb-dap',
      stopOnSymbol: 'main',
      symbolFiles,
      sourceMap: { '/a': '/b' },
      setupCommands: ['settings show'],
    });
    assert.deepEqual(made, {
      type: 'lldb-dap',
      request: 'attach',
      name: 'x (lldb-dap)',
      program: '/k.elf',
      cwd: '/w',
      attachCommands: [
        'process connect unix-connect:///tmp/gdb.sock',
        'target modules add "/s"',
        'target modules add "/t"',
        'target modules load --file "/t" --slide 0x10',
        'target modules add "/u"',
        'target modules load --file "/u" .text 16',
      ],
      preRunCommands: ['breakpoint set --one-shot true --hardware --name main'],
      postRunCommands: ['settings show'],
      stopOnEntry: false,
      sourceMap: [['/a', '/b']],
    });
    const remote = child({ debugger: 'lldb-dap' }, { stub: 'localhost:1234' });
    assert.deepEqual(remote['attachCommands'], ['gdb-remote localhost:1234']);
  });

  it('a session for another debugger runs GDB’s own adapter with what needs no machine done before', () => {
    const made = child({ debugger: 'gdb-dap', stopOnSymbol: 'main', sourceMap: { '/a': '/b' } });
    assert.deepEqual([made['type'], made['request'], made['target']], ['qemu', 'attach', '/tmp/gdb.sock']);
    assert.deepEqual(
      made[ADAPTER],
      [
        ...['/bin/gdb', '--interpreter=dap', '-quiet'],
        ...['set confirm off', 'set pagination off', 'set substitute-path "/a" "/b"'],
        ...['set breakpoint pending on', 'thbreak main'],
      ].flatMap((word, index) => (index < 3 ? [word] : ['-ex', word])),
    );
  });

  it('a session for GDB’s own adapter needs a GDB that has one', () => {
    assert.equal(majorVersion('GNU gdb (Debian 13.1-3) 13.1\nCopyright'), 13);
    assert.equal(
      majorVersion('GNU gdb (Arm GNU Toolchain 14.2.Rel1 (Build arm-14.52)) 14.2.90.20240526-git'),
      14,
    );
    assert.equal(majorVersion('something else 14.2'), undefined);
  });

  it('a session is ours for every debugger that we do not know', () => {
    assert.equal(delegateOf(config({ debugger: 'gdb' })), undefined);
    assert.equal(delegateOf(config({})), undefined);
  });
});
