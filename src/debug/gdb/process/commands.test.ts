import assert from 'node:assert/strict';
import { architectureCommands, runsOn } from '../../gdbArchitectures';
import { afterConnect, beforeConnect, originsOf } from './commands';

const program = (arch: string) => ({ path: '/w/k.elf', arch, entry: 0n, hasSymbols: true });

describe('the commands of a GDB session', () => {
  it('the first GDB commands say nothing of the architecture where the program does', () => {
    const commands = beforeConnect({ settings: {}, program: program('riscv64'), arch: 'riscv64' });
    assert.ok(!commands.some((command) => command.includes('architecture')));
    assert.ok(commands.includes('-environment-directory "$cdir" "$cwd" "/w"'));
  });

  it('the first GDB commands name the architecture where there is no program, or one of another mode', () => {
    const facts = { settings: {}, arch: 'x86_64' };
    for (const other of [undefined, program('i386')])
      assert.ok(
        beforeConnect({ ...facts, program: other }).includes(
          '-interpreter-exec console "set architecture i386:x86-64"',
        ),
      );
    assert.deepEqual(architectureCommands('mips'), ['set architecture mips', 'set endian big']);
    assert.deepEqual(architectureCommands('hexagon'), []);
  });

  it('the first GDB commands map sources, add symbols and run what was asked for, quoted', () => {
    const settings = {
      sourceMap: { '/a "b"': 'C:\\src' },
      symbolFiles: [
        '/s p',
        { file: '/t', offset: '0x10' },
        { file: '/u', sections: { '.text': 16, '.data': '0x20' } },
      ],
      setupCommands: ['set $x = "y"', '-gdb-set print elements 5'],
    };
    const facts = { settings, program: undefined, arch: undefined };
    assert.equal(
      beforeConnect(facts).at(-1),
      String.raw`-interpreter-exec console "set substitute-path \"/a \\\"b\\\"\" \"C:\\\\src\""`,
    );
    assert.deepEqual(afterConnect(facts).slice(1), [
      String.raw`-interpreter-exec console "add-symbol-file \"/s p\""`,
      String.raw`-interpreter-exec console "add-symbol-file \"/t\" -o 0x10"`,
      String.raw`-interpreter-exec console "add-symbol-file \"/u\" -s .text 16 -s .data 0x20"`,
      String.raw`-interpreter-exec console "set $x = \"y\""`,
      '-gdb-set print elements 5',
    ]);
  });

  it('the first GDB commands are known by the field that they come from', () => {
    const setupCommands = ['set $x = 1', '-gdb-set print elements 5'];
    const symbolFiles = ['/s'];
    const origins = originsOf({ setupCommands, symbolFiles, sourceMap: { '/a': '/b' } });
    const facts = { settings: { setupCommands, symbolFiles }, program: undefined, arch: undefined };
    assert.deepEqual(
      afterConnect(facts).map((command) => origins.get(command)),
      [
        undefined,
        'symbolFiles[0]',
        'setupCommands[0] (set $x = 1)',
        'setupCommands[1] (-gdb-set print elements 5)',
      ],
    );
    assert.ok([...origins.values()].includes('sourceMap["/a"]'));
  });

  it('the first GDB commands are for programs that the machine can run', () => {
    assert.ok(runsOn('i386', 'x86_64') && runsOn('arm', 'aarch64') && runsOn('x86_64', 'x86_64'));
    assert.ok(runsOn(undefined, 'x86_64') && runsOn('i386', undefined));
    assert.ok(!runsOn('x86_64', 'i386') && !runsOn('aarch64', 'riscv64'));
  });
});
