import assert from 'node:assert/strict';
import { readPastedCommands } from './pastedCommand';

const only = (text: string, values: Record<string, string> = {}) => {
  const pasted = readPastedCommands(text, new Map(Object.entries(values)));
  assert.equal(pasted.commands.length, 1, JSON.stringify(pasted));
  const [command] = pasted.commands;
  assert.ok(command);
  return { ...command, unknown: pasted.unknown.map(({ name }) => name) };
};

describe('a pasted command line', () => {
  it('a pasted command line is split into words as a shell splits them', () => {
    const { program, args } = only(
      `qemu-system-x86_64 -append "console=ttyS0 root='/dev/sda'" -name 'my guest' -device foo\\,bar a\\ b`,
    );
    assert.equal(program, 'qemu-system-x86_64');
    assert.deepEqual(args, [
      '-append',
      `console=ttyS0 root='/dev/sda'`,
      '-name',
      'my guest',
      '-device',
      'foo,bar',
      'a b',
    ]);
  });

  it('a pasted command line goes on over lines that end with a backslash, also with blanks behind it', () => {
    const { args } = only('qemu-system-arm -M virt \\\n   -nographic \\  \n\t-kernel a.elf\n');
    assert.deepEqual(args, ['-M', 'virt', '-nographic', '-kernel', 'a.elf']);
    assert.deepEqual(only('qemu-system-arm -M virt \\   -nographic').args, ['-M', 'virt', '-nographic']);
  });

  it('a pasted command line loses the prompt or the recipe’s mark before it', () => {
    for (const text of [
      '$ qemu-system-arm -S',
      '# qemu-system-arm -S',
      '\t@qemu-system-arm -S',
      '\t-@qemu-system-arm -S',
    ])
      assert.deepEqual([only(text).program, only(text).args], ['qemu-system-arm', ['-S']]);
  });

  it('a pasted command line keeps apart what stands before the program, and its environment', () => {
    const command = only('DISPLAY=:0 sudo -E timeout 60 env FOO=bar /opt/qemu/bin/qemu-system-riscv64 -m 1G');
    assert.equal(command.program, '/opt/qemu/bin/qemu-system-riscv64');
    assert.deepEqual(command.wrapper, ['sudo', '-E', 'timeout', '60']);
    assert.deepEqual(command.environment, { DISPLAY: ':0', FOO: 'bar' });
  });

  it('a pasted command line has nothing before it where only a rule or a key stands there', () => {
    assert.deepEqual(only('run: ; qemu-system-arm -S').wrapper, []);
    assert.deepEqual(only('run: qemu-system-arm -S').wrapper, []);
    assert.deepEqual(only('  - script: timeout 9 qemu-system-arm -S').wrapper, ['timeout', '9']);
  });

  it('a pasted command line takes its variables from the Makefile around it', () => {
    const command = only(
      `
CPUS := 3
QEMU = qemu-system-riscv64
QEMUOPTS = -machine virt -bios none -kernel $K/kernel -m 128M -smp $(CPUS) -nographic
QEMUOPTS += -global virtio-mmio.force-legacy=false

qemu: $K/kernel fs.img
	$(QEMU) $(QEMUOPTS)
`,
      { K: 'kernel' },
    );
    assert.equal(command.program, 'qemu-system-riscv64');
    assert.equal(
      command.args.join(' '),
      '-machine virt -bios none -kernel kernel/kernel -m 128M -smp 3 -nographic -global virtio-mmio.force-legacy=false',
    );
    assert.deepEqual(command.unknown, []);
  });

  it('a pasted command line asks for the variables that nobody defines, and for the output of commands', () => {
    const command = only(
      '$(QEMU) -kernel ${BUILD}/vmlinux -smp ${CPUS:-4} -initrd $(find . -name initrd) -m $MEM',
    );
    assert.deepEqual(command.unknown, ['QEMU', 'BUILD', 'CPUS', '$(find . -name initrd)', 'MEM']);
    assert.deepEqual(command.args.slice(0, 4), ['-kernel', '${BUILD}/vmlinux', '-smp', '4']);
  });

  it('a pasted command line does not ask for variables of other commands in the script', () => {
    const pasted = readPastedCommands('cp $SRC $DST\nqemu-system-i386 -hda disk.img\nrm -rf ${TMP}');
    assert.deepEqual(pasted.unknown, []);
    assert.equal(pasted.commands.length, 1);
  });

  it('a pasted command line splits an unquoted value into words, and keeps a quoted one whole', () => {
    const values = { ARGS: '-m  512 -S', CMDLINE: 'console=ttyS0 quiet' };
    assert.deepEqual(only('qemu-system-i386 $ARGS -append "$CMDLINE"', values).args, [
      '-m',
      '512',
      '-S',
      '-append',
      'console=ttyS0 quiet',
    ]);
  });

  it('a pasted command line takes an array of the shell as its words, also over lines', () => {
    const text = 'ARGS=(\n  -m 64\n  -name "a b"\n)\nARGS+=(-S)\nqemu-system-i386 "${ARGS[@]}"';
    assert.deepEqual(only(text).args, ['-m', '64', '-name', 'a b', '-S']);
  });

  it('a pasted command line ends where the shell’s command ends, and names what is dropped', () => {
    const command = only('make && qemu-system-i386 -nographic 2>&1 > out.log | tee all.log; echo done');
    assert.deepEqual(command.args, ['-nographic']);
    assert.deepEqual(command.dropped, ['2>&1']);
    assert.equal(command.output, 'out.log');
  });

  it('a pasted command line names the file that was to keep its output', () => {
    const output = (text: string): string | undefined => only(`qemu-system-i386 -nographic ${text}`).output;
    assert.equal(output('2>&1 | tee -a logs/boot.txt'), 'logs/boot.txt');
    assert.equal(output('>> boot.txt &'), 'boot.txt');
    assert.equal(output('> /dev/null < /dev/null'), undefined);
    assert.deepEqual(only('qemu-system-i386 -s | grep -v x | tee log').dropped, ['| grep -v x']);
  });

  it('a pasted command line runs where the text changes to, and where Make says that it is', () => {
    assert.equal(only('cd build/os && ./run.sh; qemu-system-i386 -s').directory, 'build/os');
    assert.equal(only('(cd build; qemu-system-i386 -s)').directory, 'build');
    const made = "make -C boot qemu\nmake[1]: Entering directory '/src/boot'\nqemu-system-i386 -kernel k";
    assert.equal(only(made).directory, '/src/boot');
    assert.equal(only('qemu-system-i386 -s').directory, undefined);
  });

  it('a pasted command line splits a shell’s variable where it is used without quotes, and Make’s as it is written', () => {
    const shell = 'OPTS="-m 64 -S"\nCMD="a b"\nqemu-system-i386 $OPTS -append "$CMD"';
    assert.deepEqual(only(shell).args, ['-m', '64', '-S', '-append', 'a b']);
    const make = 'OPTS = -m 64 -append "a b"\nrun:\n\tqemu-system-i386 $(OPTS)';
    assert.deepEqual(only(make).args, ['-m', '64', '-append', 'a b']);
    assert.deepEqual(only('O="-m 64"\nO="$O -S"\nO+=" -s"\nqemu-system-i386 $O').args, [
      '-m',
      '64',
      '-S',
      '-s',
    ]);
  });

  it('a pasted command line knows what a rule is for, and asks for the arguments of a script', () => {
    const rule = 'run: build/kernel.elf fs.img\n\tqemu-system-arm -kernel $< -hda $(word 2,$^) -name $@';
    const { args, unknown } = only(rule);
    assert.deepEqual(args.slice(0, 2), ['-kernel', 'build/kernel.elf']);
    assert.deepEqual([args.at(-1), unknown], ['run', ['$(word 2,$^)']]);
    assert.deepEqual(only('qemu-system-arm -S "$@"').unknown, ['@']);
    assert.deepEqual(only('qemu-system-arm -S "$@"', { '@': '-s -m 1G' }).args, ['-S', '-s', '-m', '1G']);
  });

  it('a pasted command line with a colon in it is not taken for a rule of Make, whose target $@ would be', () => {
    for (const port of ['-serial mon:stdio', '-gdb tcp::1234', '-m ${MEM:-64}'])
      assert.deepEqual(
        only(`qemu-system-arm ${port} "$@"`, { MEM: '64', '@': '-S' }).args.slice(2),
        ['-S'],
        port,
      );
    const echoed = 'echo "QEMU: $*"\n  qemu-system-arm -s "$@"';
    assert.deepEqual(only(echoed).unknown, ['@']);
  });

  it('a pasted command line follows the conditionals of Make, and takes a shell’s branch for a proposal', () => {
    const make = (more: string): string =>
      `ifndef CPUS\nCPUS := 3\nendif\n${more}\nOPTS = -smp $(CPUS)\n` +
      'ifeq ($(LAB),net)\nOPTS += -nic user\nelse\nOPTS += -nic none\nendif\nqemu:\n\tqemu-system-i386 $(OPTS)';
    assert.equal(only(make('')).args.join(' '), '-smp 3 -nic none');
    assert.equal(only(make('LAB=net')).args.join(' '), '-smp 3 -nic user');
    const shell = 'A="-m 1G"\nif [ -n "$BIG" ]; then\n  A="-m 8G"\nfi\nqemu-system-i386 $A';
    assert.equal(only(shell).args.join(' '), '-m 1G');
  });

  it('a pasted command line is not a comment beside a line that is none', () => {
    const text = '# qemu-system-i386 -S\nqemu-system-i386 -s\n# qemu-system-arm -m 1G';
    assert.deepEqual(only(text).args, ['-s']);
    assert.deepEqual(only('[root@host ~]# qemu-system-i386 -s').args, ['-s']);
    assert.deepEqual(only('me@host:~/src/os$ qemu-system-i386 -s').args, ['-s']);
  });

  it('a pasted command line knows the folder and the home directory', () => {
    const { args, unknown } = only('qemu-system-i386 -hda $PWD/a.img -hdb $(pwd)/b -hdc ~/c -hdd ${HOME}/d');
    assert.deepEqual(unknown, []);
    assert.deepEqual(
      args.filter((_, index) => index % 2 === 1),
      ['${workspaceFolder}/a.img', '${workspaceFolder}/b', '${userHome}/c', '${userHome}/d'],
    );
  });

  it('a pasted command line asks for the home directory of somebody else, and has one’s own in its environment', () => {
    const { args, unknown, environment } = only('L=~/a:~/b qemu-system-i386 -hda ~me/a -hdb a~b -hdc ~/c');
    assert.deepEqual(unknown, ['~me']);
    assert.deepEqual(args.slice(2), ['-hdb', 'a~b', '-hdc', '${userHome}/c']);
    assert.deepEqual(environment, { L: '${userHome}/a:${userHome}/b' });
    assert.equal(only('qemu-system-i386 -hda ~me/a', { '~me': '/u/me' }).args[1], '/u/me/a');
  });

  it('a pasted command line survives what web pages and word processors do to quotes and dashes', () => {
    const { args } = only('qemu-system-x86_64 \u2013append \u201cconsole=ttyS0\u201d\u00a0\u2014nographic');
    assert.deepEqual(args, ['-append', 'console=ttyS0', '-nographic']);
  });

  it("a pasted command line keeps a quote of the other kind, and reads the escapes between $' and '", () => {
    const append = (text: string): string | undefined => only(`qemu-system-i386 -append ${text}`).args[1];
    assert.equal(append(`"it's \\"new\\""`), `it's "new"`);
    assert.equal(append(`'a "b"'"'"'c'`), `a "b"'c`);
    assert.equal(append(String.raw`$'a\tb\x41\u00e9\'\\\101' -s`), "a\tbA\u00e9'\\A");
    assert.equal(append(String.raw`$'\UFFFFFFFF\q'`), '\ufffdq');
    assert.equal(append(`$"console=$TTY"`), 'console=${TTY}');
    assert.equal(append(`$'open`), 'open');
  });

  it('a pasted command line asks for what a shell computes from a variable, as a whole', () => {
    const text = 'qemu-system-i386 ${DEBUG:+-s -S} -hda "${DISK%.gz}" -m ${1:-64} "${@}"';
    const { args, unknown } = only(text);
    assert.deepEqual(unknown, ['${DEBUG:+-s -S}', '${DISK%.gz}', '1', '@']);
    assert.deepEqual(args.slice(1, -1), ['-hda', '${${DISK%.gz}}', '-m', '64']);
    assert.deepEqual(
      only(text, { '${DEBUG:+-s -S}': '', '${DISK%.gz}': 'a b', '1': '64', '@': '-s -S' }).args,
      ['-hda', 'a b', '-m', '64', '-s', '-S'],
    );
  });

  it('a path of Windows stays whole', () => {
    assert.equal(only('C:\\qemu\\qemu-system-i386.exe -s').program, 'C:\\qemu\\qemu-system-i386.exe');
    const shell = 'qemu-system-i386 \\\n -hda D:\\vm\\a.img a\\b';
    assert.deepEqual(only(shell).args, ['-hda', 'D:\\vm\\a.img', 'ab']);
  });

  it('a pasted command line is found inside the text that a shell or another program is given', () => {
    const inner = `qemu-system-i386 -kernel k -append 'a b' -m \${MEM:-64} -s`;
    for (const text of [
      `bash -c "${inner}"`,
      `tmux new-session -d "sudo ${inner} | tee log"`,
      `docker run --rm img sh -ec "cd /os && ${inner}"`,
      `"command": "${inner}"`,
      `gdb -ex "target remote | ${inner}" vmlinux`,
    ])
      assert.deepEqual(only(text).args, ['-kernel', 'k', '-append', 'a b', '-m', '64', '-s'], text);
    assert.deepEqual(only(`ssh host "sudo ${inner}"`).wrapper, ['ssh', 'host', 'sudo']);
    const twice = `sh -c 'exec sh -c "qemu-system-arm -S -kernel \\"a b\\""'`;
    assert.deepEqual(only(twice).args, ['-S', '-kernel', 'a b']);
  });

  it('a pasted command line may be the value of a variable or a key that nothing here runs', () => {
    assert.deepEqual(only('RUN = qemu-system-arm -M $(BOARD) -S', { BOARD: 'virt' }).args, [
      '-M',
      'virt',
      '-S',
    ]);
    assert.deepEqual(only('CMD="qemu-system-arm -M virt -S"').args, ['-M', 'virt', '-S']);
    assert.deepEqual(only("[target.x]\nrunner = 'qemu-system-arm -M virt -S'").args, ['-M', 'virt', '-S']);
    assert.deepEqual(readPastedCommands('QEMU = qemu-system-arm').commands, []);
    assert.deepEqual(only('A = qemu-system-arm -S\nqemu-system-arm -s').args, ['-s']);
  });

  it('a pasted command line may be a list of texts, as configuration files and programs write it', () => {
    for (const text of [
      'runner = [\n  "qemu-system-arm",\n  "-append", "a \\"b\\"",\n  "-S",\n]',
      'CMD ["qemu-system-arm","-append","a \\"b\\"","-S"]',
      `subprocess.run(['qemu-system-arm', '-append', 'a "b"', '-S'], check=True)`,
    ])
      assert.deepEqual(only(text).args, ['-append', 'a "b"', '-S'], text);
  });

  it('options alone are nothing beside a whole command line', () => {
    assert.deepEqual(only('-m 1G\nqemu-system-i386 -s').args, ['-s']);
  });

  it('a pasted command line may be options alone', () => {
    const command = only('-M virt -cpu max -kernel Image');
    assert.equal(command.program, '');
    assert.deepEqual(command.args, ['-M', 'virt', '-cpu', 'max', '-kernel', 'Image']);
  });

  it('a text without QEMU has no pasted command line', () => {
    assert.deepEqual(readPastedCommands('make -j4\necho qemu is nice'), { commands: [], unknown: [] });
    assert.deepEqual(readPastedCommands(''), { commands: [], unknown: [] });
  });

  it('a text in which QEMU is only spoken of has no pasted command line', () => {
    for (const text of [
      '[ -x /usr/bin/qemu-system-i386 ] || exit 1',
      'command -v qemu-system-i386 >/dev/null',
      'sudo apt install qemu-system-x86',
      'echo qemu-system-i386 -m 1G',
      'qemu-system-i386 --version',
      'qemu-system-arm -M help',
      'echo "run qemu-system-arm -M virt"',
      '"$(which qemu-system-arm -a)" --version',
      'git commit -m "Start qemu-system-arm"',
    ])
      assert.deepEqual(readPastedCommands(text).commands, [], text);
  });

  it('a pasted command line stays small when definitions go in circles or pile up', () => {
    const bomb = ['A=x', ...Array.from({ length: 40 }, () => 'A = $A $A')].join('\n');
    assert.ok(only(`${bomb}\nqemu-system-i386 $A`).args.length <= 10_000);
    assert.equal(only('A = $(B)\nB = $(A)\nqemu-system-i386 $(A)').unknown.length, 1);
    assert.equal(readPastedCommands(`qemu-system-i386 '${'x'.repeat(500_000)}`).commands.length, 1);
    for (const text of ['["qemu",', '["qemu ', '["', "'qemu \\", '${a ', '$(a '])
      assert.deepEqual(readPastedCommands(text.repeat((256 * 1024) / text.length)).commands, [], text);
  });
});
