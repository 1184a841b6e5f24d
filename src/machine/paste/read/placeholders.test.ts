import assert from 'node:assert/strict';
import { readPastedCommands } from './pastedCommand';
import { placeholderKind } from './placeholders';

function read(line: string, values: Readonly<Record<string, string>> = {}) {
  const { commands, unknown } = readPastedCommands(line, new Map(Object.entries(values)));
  const [command] = commands;
  assert.ok(command && commands.length === 1, line);
  return { ...command, asked: unknown.map(({ name }) => name) };
}

describe('what a document leaves to be filled in', () => {
  it('a placeholder is asked for, and what follows it stays on the command line', () => {
    for (const [line, ...asked] of [
      ['-append <args> [-s]', '<args>', '[-s]'],
      ['-kernel <path/to/your kernel> -S', '<path/to/your kernel>'],
      ['-append "root=<root device> quiet" -S', '<root device>'],
      ["-append 'root=<device>' ...", '<device>', '...'],
      ['-kernel <...> -append "console=ttyS0 …"', '<...>', '…'],
      ['-drive file=...,if=virtio -device virtio-blk,… -S', '...', '…'],
      ['-kernel {build_dir}/k -initrd {{ initrd }} …', '{build_dir}', '{{ initrd }}', '…'],
      [
        '-smp 4[,sockets=1] -m [size=]512 [-drive file=<image>] [options...]',
        '[,sockets=1]',
        '[size=]',
        '[-drive file=<image>]',
        '[options...]',
      ],
      ['-hda <image>.qcow2 -name "{name}"', '<image>', '{name}'],
    ] as const) {
      const command = read(`qemu-system-arm ${line}`);
      assert.deepEqual(command.asked, asked, line);
      assert.deepEqual([command.output, command.dropped], [undefined, []], line);
    }
  });

  it('a placeholder’s answer is one word as a value or a part of a word, and several words elsewhere', () => {
    const values = {
      '<args>': 'console=ttyS0 quiet',
      '[-s]': '-s -S',
      '<dir>': '/my os',
      '<more>': '-m 1G',
      '...': '',
    };
    const line = 'qemu-system-arm -append <args> -kernel <dir>/k -nographic <more> [-s] ...';
    assert.deepEqual(read(line, values).args, [
      ...['-append', 'console=ttyS0 quiet', '-kernel', '/my os/k'],
      ...['-nographic', '-m', '1G', '-s', '-S'],
    ]);
    assert.deepEqual(read('qemu-system-arm -S [-s]', { '[-s]': '' }).args, ['-S']);
  });

  it('a placeholder may name the folder of QEMU, and stands in texts that another program is given', () => {
    assert.equal(read('<qemu>/qemu-system-arm -S', { '<qemu>': '/opt' }).program, '/opt/qemu-system-arm');
    assert.deepEqual(read('sh -c "qemu-system-arm -append <args>"').asked, ['<args>']);
  });

  it('a redirection, a list, a pattern, a test and JSON are no placeholders', () => {
    const command = read('[ -f k ] && { qemu-system-arm -S <in.txt >out.txt; }');
    assert.deepEqual([command.args, command.output, command.dropped], [['-S'], 'out.txt', ['< in.txt']]);
    for (const line of [
      '-S </dev/null>log',
      '-S <<EOF',
      '-hda {a,b}.img -hdb disk[0-9].img -hdc {1..3}',
      `-device '{"driver":"e1000"}' -append 'a=\${b}'`,
      '-append "a...b" -name a...',
    ])
      assert.deepEqual(read(`qemu-system-arm ${line}`).asked, [], line);
  });

  it('a placeholder is asked for by what it is', () => {
    const kinds = ['[-s]', '...', '…', '<k>', '{k}', '~bob', 'K', '$(k)', '@'].map(placeholderKind);
    assert.deepEqual(kinds, [
      'optional',
      'value',
      'value',
      'value',
      'value',
      'value',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a placeholder that is never closed costs no more than others', () => {
    for (const text of ['<a', '[a', '{a', '{{ a', '[[a', '... '])
      assert.equal(readPastedCommands(`qemu-system-arm -S ${text.repeat(20_000)}`).commands.length, 1, text);
  });
});
