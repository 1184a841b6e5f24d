import assert from 'node:assert/strict';
import { convert } from './convert';
import { readPastedCommands } from './read/pastedCommand';

/** What is told of a line, by what it is about. */
function told(line: string): Record<string, string> {
  const [command] = readPastedCommands(line).commands;
  assert.ok(command);
  return Object.fromEntries(convert(command).changes.map(({ option, text }) => [option, text]));
}

describe('a command line as a configuration', () => {
  it('a "~" that no shell replaces becomes the home directory in names of files, with a word about it', () => {
    const home = '${userHome}';
    for (const [option, value] of [
      ['-drive file=~/a.img,if=virtio', { drives: [{ file: `${home}/a.img`, interface: 'virtio' }] }],
      ['-hda "~/a.img"', { drives: [`${home}/a.img`] }],
      ['-device loader,file=~/b.bin', { args: ['-device', `loader,file=${home}/b.bin`] }],
      ['-debugcon file:~/log', { args: ['-debugcon', `file:${home}/log`] }],
    ] as const) {
      const [command] = readPastedCommands(`qemu-system-arm -display none ${option}`).commands;
      assert.ok(command);
      const { machine, changes } = convert(command);
      assert.deepEqual(machine, { type: 'qemu', arch: 'arm', ...value });
      assert.deepEqual(
        changes.map(({ option: about, text }) => [about, text.slice(0, 31)]),
        [[option.replaceAll('"', ''), '"~" is your home directory here']],
      );
    }
    for (const option of ['-append "init=~/sh"', '-fw_cfg name=opt/a,string=~/b', '-hda a~b', '-hda ~/a'])
      assert.deepEqual(told(`qemu-system-arm -display none ${option}`), {}, option);
  });

  it('what started QEMU is left out, with the reason that holds for it', () => {
    const qemu = 'qemu-system-arm -display none';
    assert.match(told(`sudo -E ${qemu}`)['sudo -E'] ?? '', /QEMU runs as you/);
    assert.match(told(`timeout 5 ${qemu}`)['timeout 5'] ?? '', /the extension starts QEMU itself/);
    for (const elsewhere of ['docker run --rm img', 'sudo podman run c', 'ssh host', 'wsl.exe'])
      assert.match(
        told(`${elsewhere} ${qemu}`)[elsewhere] ?? '',
        /files and ports of this computer/,
        elsewhere,
      );
    assert.match(told(`ssh host "${qemu}"`)['ssh host'] ?? '', /files and ports of this computer/);
    assert.deepEqual(told(qemu), {});
  });
});
