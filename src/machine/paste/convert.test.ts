import assert from 'node:assert/strict';
import { convert } from './convert';
import { readPastedCommands } from './pastedCommand';

/** What is told of a line, by what it is about. */
function told(line: string): Record<string, string> {
  const [command] = readPastedCommands(line).commands;
  assert.ok(command);
  return Object.fromEntries(convert(command).changes.map(({ option, text }) => [option, text]));
}

describe('a command line as a configuration', () => {
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
