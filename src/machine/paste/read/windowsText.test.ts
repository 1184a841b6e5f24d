import assert from 'node:assert/strict';
import { convert } from '../convert';
import { readPastedCommands } from './pastedCommand';
import { asShellText } from './windowsText';

function read(text: string, values: Readonly<Record<string, string>> = {}) {
  const { commands, unknown } = readPastedCommands(text, new Map(Object.entries(values)));
  const [command] = commands;
  assert.ok(command && commands.length === 1, JSON.stringify(commands));
  return { ...command, asked: unknown.map(({ name }) => name) };
}

const FOLDER = String.raw`C:\Program Files\qemu`;

describe('a command line of Windows', () => {
  it('a line of cmd.exe keeps its backslashes, and quotes within quotes', () => {
    const command = read(
      String.raw`"C:\Program Files\qemu\qemu-system-x86_64.exe" -m 1G -drive file="D:\vm\my disk.img",format=raw -append "console=ttyS0 x=\"a b\"" -kernel build\new\k`,
    );
    assert.equal(command.program, String.raw`${FOLDER}\qemu-system-x86_64.exe`);
    assert.deepEqual(command.args, [
      ...['-m', '1G', '-drive', String.raw`file=D:\vm\my disk.img,format=raw`],
      ...['-append', 'console=ttyS0 x="a b"', '-kernel', String.raw`build\new\k`],
    ]);
  });

  it('a line of cmd.exe goes on behind a caret, with blanks or without', () => {
    const text = 'qemu-system-i386 ^\r\n  -m 64^\r\n  -hda os\\disk.img ^  \r\n  -append a^&b';
    assert.deepEqual(read(text).args, ['-m', '64', '-hda', 'os\\disk.img', '-append', 'a&b']);
    assert.deepEqual(read('qemu-system-i386 ^ -m 64 ^ -S').args, ['-m', '64', '-S']);
  });

  it('a batch file gives its variables, and a variable that it does not set is asked for', () => {
    const text = [
      '@echo off',
      'rem qemu-system-arm -S',
      ':: qemu-system-arm -s',
      `set QEMU="${FOLDER}\\qemu-system-i386.exe"`,
      'set OPTS=-m 64 -s',
      'set "DISK=disk one.img"',
      '%QEMU% %OPTS% -hda "%DISK%" -hdb %~dp0b.img -hdc %USERPROFILE%\\c.img -hdd %IMAGES%\\d.img %* > NUL',
    ].join('\r\n');
    const { program, args, asked, output } = read(text, { '@': '-S' });
    assert.equal(program, `${FOLDER}\\qemu-system-i386.exe`);
    assert.deepEqual([asked, output], [['IMAGES'], undefined]);
    assert.deepEqual(args, [
      ...['-m', '64', '-s', '-hda', 'disk one.img', '-hdb', '${workspaceFolder}/b.img'],
      ...['-hdc', '${userHome}\\c.img', '-hdd', '${IMAGES}\\d.img', '-S'],
    ]);
  });

  it('a prompt of cmd.exe or PowerShell is no file that gets the output', () => {
    for (const prompt of ['C:\\Users\\me\\os>', 'PS C:\\os> ', 'D:\\> ']) {
      const { args, output } = read(`${prompt}qemu-system-i386 -fda os\\floppy.img`);
      assert.deepEqual([args, output], [['-fda', 'os\\floppy.img'], undefined], prompt);
    }
  });

  it('a program in “Program Files” is one word even if the quotes are forgotten', () => {
    const { program, args, wrapper } = read(`${FOLDER}\\qemu-system-arm.exe -M virt -L "${FOLDER}"`);
    assert.equal(program, `${FOLDER}\\qemu-system-arm.exe`);
    assert.deepEqual([args, wrapper], [['-M', 'virt', '-L', FOLDER], []]);
  });

  it('a line of PowerShell loses its call operator and goes on behind a backtick', () => {
    const text = [
      `PS C:\\os> & "${FOLDER}\\qemu-system-aarch64.exe" \``,
      '  -M virt `',
      '  -kernel $env:USERPROFILE\\Image -initrd $env:INITRD `',
      '  -append "console=ttyAMA0 x=`"a b`" y=`$z" 2>&1 | Tee-Object -FilePath log.txt',
    ].join('\n');
    const { program, args, asked, output } = read(text);
    assert.equal(program, `${FOLDER}\\qemu-system-aarch64.exe`);
    assert.deepEqual(args, [
      ...['-M', 'virt', '-kernel', '${userHome}\\Image', '-initrd', '${INITRD}'],
      ...['-append', 'console=ttyAMA0 x="a b" y=$z'],
    ]);
    assert.deepEqual([asked, output], [['INITRD'], 'log.txt']);
  });

  it('a script of PowerShell gives its variables and lists', () => {
    const text = `
$qemu = "${FOLDER}\\qemu-system-x86_64.exe"
$list = @(
  '-m', '512',
  "-drive", "file=C:\\my os\\x.img,if=ide"
)
$list += "-S"
& $qemu @list -kernel "$PSScriptRoot\\k.elf" > $null`;
    const { program, args, output } = read(text);
    assert.equal(program, `${FOLDER}\\qemu-system-x86_64.exe`);
    assert.deepEqual(args, [
      ...['-m', '512', '-drive', 'file=C:\\my os\\x.img,if=ide', '-S'],
      ...['-kernel', '${workspaceFolder}\\k.elf'],
    ]);
    assert.equal(output, undefined);
  });

  it('a program for Windows is the same machine, also where it has no console', () => {
    for (const [program, arch] of [
      ['qemu-system-riscv64.exe', 'riscv64'],
      ['qemu-system-i386w.exe', 'i386'],
      ['qemu-system-x86_64w.exe', 'x86_64'],
    ] as const) {
      const { machine } = convert(read(`${program} -kernel os\\k.elf`));
      assert.deepEqual([machine.arch, machine.kernel], [arch, 'os\\k.elf']);
    }
  });

  it('a line of a Unix shell or of Make stays as it is, also with a program or a path of Windows in it', () => {
    for (const text of [
      'qemu-system-i386 -append "a=$B" \\\n -name a\\ b',
      '/mnt/c/qemu/qemu-system-i386.exe \\\n  -hda C:\\vm\\a.img',
      'QEMU = qemu-system-i386.exe\nrun:\n\t$(QEMU) -s',
      'run: k\n\t@qemu-system-i386.exe -kernel $< -append a\\ b',
      'runner = "C:\\\\qemu\\\\qemu-system-arm.exe -S"',
      'qemu-system-i386 -name $(date +%Y%m%d) -append "%s%s"',
      '#!/bin/sh\nqemu-system-i386.exe -append "a\\\\b"',
    ])
      assert.equal(asShellText(text), text);
  });

  it('the cost of looking for signs of Windows grows with the text, not with its square', () => {
    for (const text of [
      'qemu-',
      '%a',
      ' ',
      '^ ',
      '` ',
      '"`',
      '"',
      "'",
      '@(',
      'C:\\',
      'set a= ',
      '\\"',
      '$a = ',
      '& ',
    ])
      for (const sign of ['qemu-system-arm.exe -S ', '& "q" $env:A\nqemu-system-arm.exe -S '])
        assert.notEqual(asShellText(sign + text.repeat((256 * 1024) / text.length)), '');
  });
});
